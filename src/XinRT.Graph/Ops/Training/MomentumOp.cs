using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>One step of gradient descent with momentum, <c>mode</c> standard or nesterov; the state is the momentum.</summary>
[OnnxOperator("Momentum", Domain = "ai.onnx.preview.training")]
public sealed record MomentumOp(float Alpha, float Beta, string Mode, float NormCoefficient) : OptimizerStep
{
    /// <inheritdoc/>
    protected override int States => 1;

    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        if (Mode is not ("standard" or "nesterov")) throw ctx.Error($"the mode must be standard or nesterov, but it is '{Mode}'").AsShapeError();
        base.Infer(ctx);
    }

    /// <inheritdoc/>
    protected override double Step(double rate, long count, double x, double gradient, Span<double> state)
    {
        double regularized = NormCoefficient * x + gradient;
        // The first step has no momentum yet, so its gradient counts in full.
        state[0] = Alpha * state[0] + (count > 0 ? Beta : 1) * regularized;
        return x - rate * (Mode == "nesterov" ? regularized + Alpha * state[0] : state[0]);
    }
}
