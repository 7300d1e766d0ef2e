using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Long short-term memory with gates i, o, f, c: <c>C' = f · C + i · c</c>, <c>H' = o · h(C')</c>. Inputs: X, W, R, B,
/// sequence lengths, initial H, initial C, peepholes; outputs: every H, the last H, the last C.</summary>
[OnnxOperator("LSTM", Since = 7)]
public sealed record LstmOp(ValueArray<string>? Activations = null, ValueArray<float> ActivationAlpha = default,
    ValueArray<float> ActivationBeta = default, float? Clip = null, string Direction = "forward", long? HiddenSize = null,
    bool InputForget = false, bool Layout = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => RecurrentRule.Infer(ctx, Direction, HiddenSize, Layout, states: 2);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var activations = RecurrentRule.Activations(ctx, Direction, Activations, ActivationAlpha, ActivationBeta,
            "Sigmoid", "Tanh", "Tanh");
        var problem = RecurrentProblem.Read(ctx, 4, Direction, Layout, Clip, activations);
        if (problem.X.DType == DType.F32) RecurrentRule.Evaluate(ctx, problem, new LstmLayer<float>(problem, InputForget).Run);
        else RecurrentRule.Evaluate(ctx, problem, new LstmLayer<double>(problem, InputForget).Run);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => RecurrentRule.Cost(ctx, 4);
}
