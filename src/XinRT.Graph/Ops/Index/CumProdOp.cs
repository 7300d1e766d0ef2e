using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Product of all elements up to each place along an axis; <c>exclusive</c> leaves out the element itself,
/// <c>reverse</c> counts from the end.</summary>
[OnnxOperator("CumProd", Since = 26)]
public sealed record CumProdOp(bool Exclusive = false, bool Reverse = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => RunningTotal.Infer(ctx);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) => RunningTotal.Evaluate(ctx, Exclusive, Reverse,
        1, static (a, b) => unchecked(a * b), 1, static (a, b) => a * b);
}
