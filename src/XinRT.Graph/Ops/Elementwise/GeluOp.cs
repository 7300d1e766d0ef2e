using System.Numerics.Tensors;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>y = x·Φ(x)</c> with the normal distribution Φ, or its tanh approximation
/// <c>x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³)))</c>.</summary>
[OnnxOperator("Gelu", Since = 20)]
[OnnxOperator("Gelu", Domain = "com.microsoft")]
public sealed record GeluOp(string Approximate = "none") : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Flops => 25;

    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        if (Approximate is not ("none" or "tanh"))
            throw ctx.Error($"the approximation must be none or tanh, but it is '{Approximate}'").AsShapeError();
        base.Infer(ctx);
    }

    /// <summary>The tanh approximation.</summary>
    internal static double Tanh(double x) => 0.5 * x * (1 + Math.Tanh(0.7978845608028654 * (x + 0.044715 * x * x * x)));

    /// <summary>The tanh approximation over a row.</summary>
    internal static void Tanh(ReadOnlySpan<float> x, Span<float> y) => TimesInput(x, y, static (src, dst) =>
    {
        // x/2·(1 + tanh(u)) = x·sigmoid(2u).
        for (int i = 0; i < src.Length; i++) dst[i] = 1.5957691216f * (src[i] + 0.044715f * src[i] * src[i] * src[i]);
        TensorPrimitives.Sigmoid(dst, dst);
    });

    /// <inheritdoc/>
    protected override double Of(double x) => Approximate == "tanh" ? Tanh(x) : x * ErrorFunction.Normal(x);

    /// <inheritdoc/>
    protected override void Of(ReadOnlySpan<float> x, Span<float> y)
    {
        if (Approximate == "tanh") Tanh(x, y);
        else ErrorFunction.Gelu(x, y);
    }
}
