using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>y = transform(x · coefficientsᵀ + intercepts)</c> with <c>targets</c> numbers per row.</summary>
[OnnxOperator("LinearRegressor", Domain = "ai.onnx.ml")]
public sealed record LinearRegressorOp(ValueArray<float> Coefficients = default, ValueArray<float> Intercepts = default, long Targets = 1,
    string PostTransform = "NONE") : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        Rows.Check(ctx, PostTransform);
        if (Targets < 1 || Coefficients.Count % Targets != 0 || (Intercepts.Count != 0 && Intercepts.Count != Targets))
        {
            throw ctx.Error($"{Targets} targets need as many rows of coefficients and 0 or as many intercepts,"
                + $" but there are {Coefficients.Count} coefficients and {Intercepts.Count} intercepts").AsShapeError();
        }
        ctx.Output(0, DType.F32, Shape.Of([Rows.Count(ctx), Targets]));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (rows, columns) = Rows.Size(ctx);
        int targets = (int)Targets;
        Rows.CheckColumns(ctx, Coefficients.Count / targets, columns);
        double[] x = ctx.Input(0).ToDoubles();
        double[] y = LinearScores.Compute(x, rows, columns, Coefficients.Span, Intercepts.Span, targets);
        for (int r = 0; r < rows; r++) ScoreTransform.Apply(PostTransform, y.AsSpan(r * targets, targets));
        ElementConverter.Write(y, ctx.Output(0, DType.F32, rows, targets));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(2.0 * Coefficients.Count / Math.Max(1, Targets));
}
