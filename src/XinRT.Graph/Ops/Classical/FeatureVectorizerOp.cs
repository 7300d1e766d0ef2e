using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Joins the columns of all inputs into one f32 table. Each input is cut or filled with 0 to its declared width.</summary>
[OnnxOperator("FeatureVectorizer", Domain = "ai.onnx.ml")]
public sealed record FeatureVectorizerOp(ValueArray<long>? Inputdimensions = null) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        Dim width = 0;
        for (int i = 0; i < ctx.InputCount; i++)
        {
            ctx.Require(i, DType.F32, DType.F64, DType.I64, DType.I32);
            if (ctx.InputShape(i) is { Rank: not (1 or 2) } shape)
                throw ctx.Error($"input {i} must be [N,C] or [C], but it is [{shape}]").AsShapeError();
            width += Width(i) is { } w ? w : ctx.InputShape(i)?[-1] ?? ctx.NewDim();
        }
        if (Inputdimensions is { } d && (d.Count != ctx.InputCount || d.Any(n => n is < 0 or > int.MaxValue)))
            throw ctx.Error($"inputdimensions must name a width for each of {ctx.InputCount} inputs, but it is {d}").AsShapeError();
        ctx.Output(0, DType.F32, Shape.Of([Rows.Count(ctx), width]));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        int rows = Rows.Size(ctx).Rows;
        Tensor[] inputs = [.. Enumerable.Range(0, ctx.InputCount).Select(ctx.Input)];
        long[] widths = [.. inputs.Select((x, i) => Width(i) ?? x.Dims[^1])];
        var y = ctx.Output(0, DType.F32, rows, widths.Sum());
        y.Bytes.Span.Clear();
        int at = 0, total = (int)widths.Sum();
        for (int i = 0; i < inputs.Length; i++)
        {
            var x = inputs[i];
            int given = (int)x.Dims[^1], taken = (int)Math.Min(given, widths[i]);
            if (x.Rank is not (1 or 2) || x.Count != rows * given)
                throw ctx.Error($"all inputs must have {rows} rows, but input {i} is {x.Type}").AsRunError();
            var source = x.ToSingles();
            for (int r = 0; r < rows; r++) source.Slice(r * given, taken).CopyTo(y.Span<float>()[(r * total + at)..]);
            at += (int)widths[i];
        }
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Movement();

    private long? Width(int input) => Inputdimensions is { } d && input < d.Count ? d[input] : null;
}
