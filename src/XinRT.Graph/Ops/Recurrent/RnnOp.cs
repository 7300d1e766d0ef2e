using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Simple recurrent layer: <c>H' = f(X Wᵀ + H Rᵀ + b)</c>. Inputs: X, W, R, B, sequence lengths, initial H; outputs:
/// every H, the last H.</summary>
[OnnxOperator("RNN", Since = 7)]
public sealed record RnnOp(ValueArray<string>? Activations = null, ValueArray<float> ActivationAlpha = default,
    ValueArray<float> ActivationBeta = default, float? Clip = null, string Direction = "forward", long? HiddenSize = null,
    bool Layout = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => RecurrentRule.Infer(ctx, Direction, HiddenSize, Layout, states: 1);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var activations = RecurrentRule.Activations(ctx, Direction, Activations, ActivationAlpha, ActivationBeta, "Tanh");
        var problem = RecurrentProblem.Read(ctx, 1, Direction, Layout, Clip, activations);
        if (problem.X.DType == DType.F32) RecurrentRule.Evaluate(ctx, problem, new RnnLayer<float>(problem).Run);
        else RecurrentRule.Evaluate(ctx, problem, new RnnLayer<double>(problem).Run);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => RecurrentRule.Cost(ctx, 1);
}
