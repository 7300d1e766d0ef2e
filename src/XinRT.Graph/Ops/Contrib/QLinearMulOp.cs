using System.Numerics;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>c = a·b</c> of quantized tensors.</summary>
[OnnxOperator("QLinearMul", Domain = "com.microsoft")]
public sealed record QLinearMulOp : QLinearBinaryOperator
{
    /// <inheritdoc/>
    protected override void Run(Tensor a, Tensor b, Tensor y, Workers threads) => BinaryLoop.Arithmetic<MulMath>(a, b, y, threads);

    private readonly struct MulMath : IBinaryMath<MulMath>
    {
        public static T Of<T>(T a, T b) where T : unmanaged, INumber<T> => a * b;
    }
}
