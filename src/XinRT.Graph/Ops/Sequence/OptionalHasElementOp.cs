using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Whether an optional holds a value. An absent input holds none; a value that is not optional is one.</summary>
[OnnxOperator("OptionalHasElement", Since = 15)]
public sealed record OptionalHasElementOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => ctx.Output(0, DType.Bool, Shape.Scalar);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) => ctx.Output(0, DType.Bool).Span<bool>()[0] =
        ctx.Has(0) && ctx.AnyInput(0) is not OptionalDatum { Value: null };

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => default;
}
