using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Sum of all elements up to each place along an axis; <c>exclusive</c> leaves out the element itself,
/// <c>reverse</c> counts from the end.</summary>
[OnnxOperator("CumSum", Since = 11)]
public sealed record CumSumOp(bool Exclusive = false, bool Reverse = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => RunningTotal.Infer(ctx);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) => RunningTotal.Evaluate(ctx, Exclusive, Reverse,
        0, static (a, b) => unchecked(a + b), 0, static (a, b) => a + b);
}
