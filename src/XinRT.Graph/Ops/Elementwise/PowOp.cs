using System.Numerics.Tensors;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>z = x^y</c> in the type of <c>x</c>. Integers to integer powers are exact and wrap around; a negative power of an
/// integer is truncated, so it is 0 but for the bases 1 and -1.</summary>
[OnnxOperator("Pow", Since = 7)]
public sealed record PowOp : BroadcastOperator
{
    /// <inheritdoc/>
    protected override bool AcceptsMixed => true;

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(20);

    /// <inheritdoc/>
    protected override Dim? OfDims(Dim a, Dim b, bool isFloat)
    {
        if (!b.IsConstant || b.Value is < 0 or > 8) return null;
        Dim product = 1;
        for (long i = 0; i < b.Value; i++) product *= a;
        return product;
    }

    /// <inheritdoc/>
    protected override void Run(Tensor a, Tensor b, Tensor y, Workers threads)
    {
        if (y.DType == DType.F32 && b.Count == 1 && a.Count == y.Count && b.ToDoubles()[0] == 2)
        {
            // The square in a normalization is by far the most common power.
            ParallelRange.For(threads, y.Count, 1 << 15, (from, to) =>
                TensorPrimitives.Multiply(a.Span<float>()[from..to], a.Span<float>()[from..to], y.Span<float>()[from..to]));
            return;
        }
        bool whole = y.DType.IsInteger() && b.DType.IsInteger();
        var type = whole ? DType.I64 : DType.F64;
        var result = Tensor.Zeros(type, y.Dims);
        if (whole) BinaryLoop.Each<WholePower, long, long>(As(a, type, threads), As(b, type, threads), result, threads);
        else BinaryLoop.Each<RealPower, double, double>(As(a, type, threads), As(b, type, threads), result, threads);
        ElementCast.Run(result, y, FloatRounding.Default, threads);
    }

    private static Tensor As(Tensor t, DType type, Workers threads)
    {
        if (t.DType == type) return t;
        var result = Tensor.Zeros(type, t.Dims);
        ElementCast.Run(t, result, FloatRounding.Default, threads);
        return result;
    }

    private readonly struct WholePower : IPlainFunction<long, long>
    {
        public static long Of(long a, long b)
        {
            if (b < 0) return a == 1 ? 1 : a != -1 ? 0 : (b & 1) == 0 ? 1 : -1;
            long result = 1;
            for (; b > 0; b >>= 1, a *= a)
                if ((b & 1) != 0) result *= a;
            return result;
        }
    }

    private readonly struct RealPower : IPlainFunction<double, double>
    {
        public static double Of(double a, double b) => Math.Pow(a, b);
    }
}
