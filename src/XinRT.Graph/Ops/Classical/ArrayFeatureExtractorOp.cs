using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Selects columns of the last axis by index. A vector counts as one row.</summary>
[OnnxOperator("ArrayFeatureExtractor", Domain = "ai.onnx.ml")]
public sealed record ArrayFeatureExtractorOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        Dim count = ctx.InputShape(1)?.Count ?? ctx.NewDim();
        Shape? y = ctx.InputShape(0) switch
        {
            null => null,
            { Rank: 0 } => throw ctx.Error("the input must have an axis, but it is a scalar").AsShapeError(),
            { Rank: 1 } => Shape.Of([(Dim)1, count]),
            var shape => shape.With(-1, count),
        };
        ctx.Output(0, ctx.InputDType(0), y);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        long[] columns = ctx.Input(1).ToInt64s();
        long width = x.Dims[^1];
        long rows = Strides.Count(x.Dims[..^1]);
        foreach (long c in columns)
            if (c < 0 || c >= width) throw ctx.Error($"a column must be from 0 to {width - 1}, but one is {c}").AsRunError();
        var y = ctx.Output(0, x.DType, x.Rank == 1 ? [1, columns.Length] : [.. x.Dims[..^1], columns.Length]);
        for (int i = 0; i < columns.Length; i++)
            StridedCopy.Run(x, columns[i], [width], y, i, [columns.Length], [rows]);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Movement();
}
