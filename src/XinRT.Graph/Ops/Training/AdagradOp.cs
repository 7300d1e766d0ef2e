using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>One step of Adagrad; the state is the sum of squared gradients.</summary>
[OnnxOperator("Adagrad", Domain = "ai.onnx.preview.training")]
public sealed record AdagradOp(float DecayFactor = 0, float Epsilon = 1e-6f, float NormCoefficient = 0) : OptimizerStep
{
    /// <inheritdoc/>
    protected override int States => 1;

    /// <inheritdoc/>
    protected override double Step(double rate, long count, double x, double gradient, Span<double> state)
    {
        double regularized = NormCoefficient * x + gradient;
        state[0] += regularized * regularized;
        return x - rate / (1 + count * (double)DecayFactor) * regularized / (Math.Sqrt(state[0]) + Epsilon);
    }
}
