using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>One step of Adam; the states are the moving averages of the gradient and of its square.</summary>
[OnnxOperator("Adam", Domain = "ai.onnx.preview.training")]
public sealed record AdamOp(float Alpha = 0.9f, float Beta = 0.999f, float Epsilon = 1e-6f, float NormCoefficient = 0,
    float NormCoefficientPost = 0) : OptimizerStep
{
    /// <inheritdoc/>
    protected override int States => 2;

    /// <inheritdoc/>
    protected override double Step(double rate, long count, double x, double gradient, Span<double> state)
    {
        double regularized = NormCoefficient * x + gradient;
        state[0] = Alpha * state[0] + (1 - (double)Alpha) * regularized;
        state[1] = Beta * state[1] + (1 - (double)Beta) * regularized * regularized;
        if (count > 0) rate *= Math.Sqrt(1 - Math.Pow(Beta, count)) / (1 - Math.Pow(Alpha, count));
        return (1 - (double)NormCoefficientPost) * (x - rate * state[0] / (Math.Sqrt(state[1]) + Epsilon));
    }
}
