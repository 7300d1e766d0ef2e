using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>y</c> is <c>x + bias</c> below <c>-lambd</c>, <c>x - bias</c> above <c>lambd</c>, else 0.</summary>
[OnnxOperator("Shrink", Since = 9)]
public sealed record ShrinkOp(float Lambd = 0.5f, float Bias = 0) : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Flops => 2;

    /// <inheritdoc/>
    protected override double Of(double x) => x < -Lambd ? x + Bias : x > Lambd ? x - Bias : 0;

    /// <inheritdoc/>
    protected override bool Accepts(DType type) => NumericTypes.IsArithmetic(type);

    /// <inheritdoc/>
    protected override void Run(Tensor x, Tensor y, Workers threads)
    {
        if (NumericTypes.IsNativeInteger(x.DType)) WrappingIntegers.Write(Array.ConvertAll(WholeArithmetic.Read(x), Of), y);
        else base.Run(x, y, threads);
    }

    private long Of(Int128 x) =>
        WholeArithmetic.IsBelow(x, -Lambd) ? WholeArithmetic.Truncate(1, x, Bias, 1)
        : WholeArithmetic.IsAbove(x, Lambd) ? WholeArithmetic.Truncate(1, x, -Bias, 1) : 0;
}
