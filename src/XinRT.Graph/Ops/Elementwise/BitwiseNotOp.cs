using System.Numerics;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>y = ~x</c> on the bits of integers.</summary>
[OnnxOperator("BitwiseNot", Since = 18)]
public sealed record BitwiseNotOp : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Of(double x) => -1 - x;

    /// <inheritdoc/>
    protected override bool Accepts(DType type) => NumericTypes.IsNativeInteger(type);

    /// <inheritdoc/>
    protected override void Run(Tensor x, Tensor y, Workers threads) => UnaryLoop.Arithmetic<Complement>(x, y, threads);

    private readonly struct Complement : IUnaryMath
    {
        // In two's complement ~x = -1 - x; for unsigned types -1 wraps to all ones.
        public static T Of<T>(T x) where T : unmanaged, INumber<T> => T.Zero - T.One - x;
    }
}
