using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Replaces one value (often NaN) by another, which may be a different one per column.</summary>
[OnnxOperator("Imputer", Domain = "ai.onnx.ml")]
public sealed record ImputerOp(ValueArray<float>? ImputedValueFloats = null, ValueArray<long>? ImputedValueInt64s = null,
    float ReplacedValueFloat = 0, long ReplacedValueInt64 = 0) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, DType.F32, DType.F64, DType.I64, DType.I32);
        if (ctx.InputShape(0) is { Rank: 0 }) throw ctx.Error("the input must have an axis, but it is a scalar").AsShapeError();
        bool integers = ctx.InputDType(0).IsInteger();
        int count = integers ? ImputedValueInt64s?.Count ?? 0 : ImputedValueFloats?.Count ?? 0;
        if (count == 0)
            throw ctx.Error($"the attribute {(integers ? "imputed_value_int64s" : "imputed_value_floats")} must have values, but it has none").AsShapeError();
        ctx.Output(0, ctx.InputDType(0), ctx.InputShape(0));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        var y = ctx.Output(0, x.DType, x.Dims);
        int columns = (int)x.Dims[^1];
        if (x.DType.IsInteger())
        {
            long[] by = Spread(ctx, ImputedValueInt64s!.Value.ToArray(), columns), values = x.ToInt64s();
            for (int i = 0; i < values.Length; i++)
            {
                long value = values[i] == ReplacedValueInt64 ? by[i % columns] : values[i];
                if (x.DType == DType.I64) y.Span<long>()[i] = value;
                else y.Span<int>()[i] = int.CreateSaturating(value);
            }
        }
        else
        {
            float[] by = Spread(ctx, ImputedValueFloats!.Value.ToArray(), columns);
            double[] values = x.ToDoubles();
            for (int i = 0; i < values.Length; i++)
            {
                bool replace = float.IsNaN(ReplacedValueFloat) ? double.IsNaN(values[i]) : values[i] == ReplacedValueFloat;
                if (replace) values[i] = by[i % columns];
            }
            ElementConverter.Write(values, y);
        }
    }

    private static T[] Spread<T>(EvalContext ctx, T[] values, int columns)
    {
        if (values.Length == columns) return values;
        if (values.Length != 1) throw ctx.Error($"there must be 1 or {columns} imputed values, but there are {values.Length}").AsRunError();
        return [.. Enumerable.Repeat(values[0], columns)];
    }
}
