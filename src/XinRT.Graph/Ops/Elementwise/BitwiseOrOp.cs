using System.Numerics;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>c = a | b</c> on the bits of integers.</summary>
[OnnxOperator("BitwiseOr", Since = 18)]
public sealed record BitwiseOrOp : BroadcastOperator
{
    /// <inheritdoc/>
    protected override bool Accepts(DType type) => NumericTypes.IsNativeInteger(type);

    /// <inheritdoc/>
    protected override void Run(Tensor a, Tensor b, Tensor y, Workers threads) => BinaryLoop.Bits<OrBits>(a, b, y, threads);

    private readonly struct OrBits : IBinaryBits
    {
        public static T Of<T>(T a, T b) where T : unmanaged, IBinaryInteger<T> => a | b;
    }
}
