using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = (x - offset) * scale</c> with one number for all or one per column.</summary>
[OnnxOperator("Scaler", Domain = "ai.onnx.ml")]
public sealed record ScalerOp(ValueArray<float> Offset = default, ValueArray<float> Scale = default) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, DType.F32, DType.F64, DType.I64, DType.I32);
        if (ctx.InputShape(0) is { Rank: 0 }) throw ctx.Error("the input must have an axis, but it is a scalar").AsShapeError();
        ctx.Output(0, DType.F32, ctx.InputShape(0));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        int columns = (int)x.Dims[^1];
        float[] offset = Spread(ctx, Offset, columns, 0), scale = Spread(ctx, Scale, columns, 1);
        double[] values = x.ToDoubles();
        for (int i = 0; i < values.Length; i++) values[i] = (values[i] - offset[i % columns]) * scale[i % columns];
        ElementConverter.Write(values, ctx.Output(0, DType.F32, x.Dims));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(2);

    private static float[] Spread(EvalContext ctx, ValueArray<float> values, int columns, float missing)
    {
        if (values.Count == columns) return values.ToArray();
        if (values.Count > 1) throw ctx.Error($"offset and scale must have 1 or {columns} numbers, but one has {values.Count}").AsRunError();
        return [.. Enumerable.Repeat(values.Count == 1 ? values[0] : missing, columns)];
    }
}
