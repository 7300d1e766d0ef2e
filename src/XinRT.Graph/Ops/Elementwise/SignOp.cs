using System.Numerics;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>y</c> is -1, 0 or 1 with the sign of <c>x</c>.</summary>
[OnnxOperator("Sign", Since = 9)]
public sealed record SignOp : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Of(double x) => x > 0 ? 1 : x < 0 ? -1 : x;

    /// <inheritdoc/>
    protected override Dim? OfDim(Dim x) => x.IsConstant ? Math.Sign(x.Value) : null;

    /// <inheritdoc/>
    protected override bool Accepts(DType type) => NumericTypes.IsArithmetic(type);

    /// <inheritdoc/>
    protected override void Run(Tensor x, Tensor y, Workers threads)
    {
        if (NumericTypes.IsNativeInteger(x.DType)) UnaryLoop.Arithmetic<WholeMath>(x, y, threads);
        else base.Run(x, y, threads);
    }

    private readonly struct WholeMath : IUnaryMath
    {
        public static T Of<T>(T x) where T : unmanaged, INumber<T> => x > T.Zero ? T.One : x < T.Zero ? T.Zero - T.One : T.Zero;
    }
}
