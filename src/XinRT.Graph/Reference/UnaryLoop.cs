using System.Numerics;
using System.Numerics.Tensors;
using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>The loops behind every operator with one operand and a result of the same type.</summary>
public static class UnaryLoop
{
    /// <summary>A function over a row of binary32; source and result may be the same memory.</summary>
    public delegate void Row(ReadOnlySpan<float> x, Span<float> y);

    private const int Grain = 1 << 15;
    private const int Chunk = 2048;

    /// <summary>Computes <c>y = f(x)</c>: binary32 by rows, 16-bit floats in binary32 rounded once, all else in binary64.</summary>
    public static void Run(Tensor x, Tensor y, Row row, Func<double, double> scalar, Workers threads)
    {
        if (!NumericTypes.IsRealFloat(x.DType))
        {
            double[] values = x.ToDoubles();
            Doubles(values, values, scalar);
            ElementConverter.Write(values, y);
            return;
        }
        ParallelRange.For(threads, y.Count, Grain, (from, to) =>
        {
            if (x.DType == DType.F32) row(x.Span<float>()[from..to], y.Span<float>()[from..to]);
            else if (x.DType == DType.F16) Halves(x.Span<Half>()[from..to], y.Span<Half>()[from..to], row);
            else if (x.DType == DType.BF16) Brains(x.Span<BFloat16>()[from..to], y.Span<BFloat16>()[from..to], row);
            else Doubles(x.Span<double>()[from..to], y.Span<double>()[from..to], scalar);
        });
    }

    /// <summary>Computes <c>y = f(x)</c> in the operand's own type, which is not <see cref="DType.BF16"/>.</summary>
    public static void Arithmetic<TMath>(Tensor x, Tensor y, Workers threads) where TMath : IUnaryMath =>
        NumericTypes.Dispatch(x.DType, new ArithmeticAction<TMath>(x, y, threads));

    private static void Halves(ReadOnlySpan<Half> x, Span<Half> y, Row row)
    {
        Span<float> wide = stackalloc float[Chunk];
        for (int i = 0; i < x.Length; i += Chunk)
        {
            var part = wide[..Math.Min(Chunk, x.Length - i)];
            TensorPrimitives.ConvertToSingle(x.Slice(i, part.Length), part);
            row(part, part);
            TensorPrimitives.ConvertToHalf(part, y.Slice(i, part.Length));
        }
    }

    private static void Brains(ReadOnlySpan<BFloat16> x, Span<BFloat16> y, Row row)
    {
        Span<float> wide = stackalloc float[Chunk];
        for (int i = 0; i < x.Length; i += Chunk)
        {
            var part = wide[..Math.Min(Chunk, x.Length - i)];
            for (int j = 0; j < part.Length; j++) part[j] = x[i + j];
            row(part, part);
            for (int j = 0; j < part.Length; j++) y[i + j] = (BFloat16)part[j];
        }
    }

    private static void Doubles(ReadOnlySpan<double> x, Span<double> y, Func<double, double> scalar)
    {
        for (int i = 0; i < x.Length; i++) y[i] = scalar(x[i]);
    }

    private readonly struct ArithmeticAction<TMath>(Tensor x, Tensor y, Workers threads) : INumericAction where TMath : IUnaryMath
    {
        public void Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var (from, to) = (x, y);
            ParallelRange.For(threads, to.Count, Grain, (begin, end) =>
            {
                ReadOnlySpan<T> src = from.Span<T>()[begin..end];
                var dst = to.Span<T>()[begin..end];
                for (int i = 0; i < src.Length; i++) dst[i] = TMath.Of(src[i]);
            });
        }
    }
}
