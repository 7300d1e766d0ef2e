using System.Numerics;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>y = a·sigmoid(alpha·a)·b</c>: a gate on the second operand.</summary>
[OnnxOperator("SwiGLU", Since = 28)]
public sealed record SwiGLUOp(float Alpha = 1) : BroadcastOperator
{
    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(13);

    /// <inheritdoc/>
    public override bool CanOverwrite(int input) => false;

    /// <inheritdoc/>
    protected override bool Accepts(DType type) => NumericTypes.IsRealFloat(type);

    /// <inheritdoc/>
    protected override void Run(Tensor a, Tensor b, Tensor y, Workers threads)
    {
        var type = a.DType == DType.F64 ? DType.F64 : DType.F32;
        var gate = Tensor.Zeros(type, a.Dims);
        ElementCast.Run(a, gate, FloatRounding.Default, threads);
        UnaryLoop.Run(gate, gate, Gate, x => x / (1 + Math.Exp(-Alpha * x)), threads);
        var product = Tensor.Zeros(type, y.Dims);
        var other = Tensor.Zeros(type, b.Dims);
        ElementCast.Run(b, other, FloatRounding.Default, threads);
        BinaryLoop.Arithmetic<Product>(gate, other, product, threads);
        ElementCast.Run(product, y, FloatRounding.Default, threads);
    }

    private void Gate(ReadOnlySpan<float> x, Span<float> y)
    {
        for (int i = 0; i < x.Length; i++) y[i] = x[i] / (1 + MathF.Exp(-Alpha * x[i]));
    }

    private readonly struct Product : IBinaryMath<Product>
    {
        public static T Of<T>(T a, T b) where T : unmanaged, INumber<T> => a * b;
    }
}
