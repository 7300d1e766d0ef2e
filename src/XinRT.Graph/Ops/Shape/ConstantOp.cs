using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>A fixed value, given as a tensor, a number, a list of numbers, or text.</summary>
[OnnxOperator("Constant")]
public sealed record ConstantOp(Tensor? Value = null, float? ValueFloat = null, ValueArray<float>? ValueFloats = null,
    long? ValueInt = null, ValueArray<long>? ValueInts = null, string? ValueString = null,
    ValueArray<string>? ValueStrings = null) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var tensor = ToTensor() ?? throw NoValue(ctx.Error).AsShapeError();
        ctx.Output(0, tensor.Type);
        if ((tensor.DType.IsInteger() || tensor.DType == DType.Bool) && tensor.Count <= InferContext.MaxData)
            ctx.OutputData(0, [.. tensor.ToInt64s().Select(v => (Dim)v)]);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) => ctx.SetOutput(0, ToTensor() ?? throw NoValue(ctx.Error).AsRunError());

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => default;

    /// <summary>The value as a tensor, or null if no attribute gives one.</summary>
    public Tensor? ToTensor()
    {
        if (Value is not null) return Value;
        if (ValueFloat is { } f) return Tensor.Scalar(f);
        if (ValueFloats is { } floats) return Tensor.From(floats.Span, floats.Count);
        if (ValueInt is { } i) return Tensor.Scalar(i);
        if (ValueInts is { } ints) return Tensor.From(ints.Span, ints.Count);
        if (ValueString is { } s) return Tensor.OfStrings([s]);
        return ValueStrings is { } strings ? Tensor.OfStrings(strings.ToArray(), strings.Count) : null;
    }

    private static OpError NoValue(Func<string, OpError> error) =>
        error("one of the attributes value, value_float(s), value_int(s), value_string(s) is needed, but none is given");
}
