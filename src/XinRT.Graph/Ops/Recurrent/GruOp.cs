using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Gated recurrent layer with gates z, r, h: <c>H' = (1 - z) · h + z · H</c>. Inputs: X, W, R, B, sequence lengths,
/// initial H; outputs: every H, the last H.</summary>
[OnnxOperator("GRU", Since = 7)]
public sealed record GruOp(ValueArray<string>? Activations = null, ValueArray<float> ActivationAlpha = default,
    ValueArray<float> ActivationBeta = default, float? Clip = null, string Direction = "forward", long? HiddenSize = null,
    bool Layout = false, bool LinearBeforeReset = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => RecurrentRule.Infer(ctx, Direction, HiddenSize, Layout, states: 1);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var activations = RecurrentRule.Activations(ctx, Direction, Activations, ActivationAlpha, ActivationBeta, "Sigmoid", "Tanh");
        var problem = RecurrentProblem.Read(ctx, 3, Direction, Layout, Clip, activations);
        if (problem.X.DType == DType.F32) RecurrentRule.Evaluate(ctx, problem, new GruLayer<float>(problem, LinearBeforeReset).Run);
        else RecurrentRule.Evaluate(ctx, problem, new GruLayer<double>(problem, LinearBeforeReset).Run);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => RecurrentRule.Cost(ctx, 3);
}
