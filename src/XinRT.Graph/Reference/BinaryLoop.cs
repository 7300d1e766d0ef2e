using System.Numerics;
using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>The loops behind every operator with two broadcast operands.</summary>
public static class BinaryLoop
{
    /// <summary>Computes <c>y = f(a, b)</c> with elements of fixed types.</summary>
    public static void Run<TFunction, TIn, TOut>(Tensor a, Tensor b, Tensor y, Workers threads)
        where TFunction : IBinaryFunction<TIn, TOut> where TIn : unmanaged where TOut : unmanaged
    {
        var plan = BroadcastPlan.Make(y.Dims, a.Dims.ToArray(), b.Dims.ToArray());
        plan.For(threads, (row, rowEnd, column, count) =>
        {
            ReadOnlySpan<TIn> left = a.Span<TIn>(), right = b.Span<TIn>();
            for (; row < rowEnd; row++)
            {
                int i = plan.Offset(0, row), j = plan.Offset(1, row);
                var dst = y.Span<TOut>().Slice(row * plan.Columns + column, count);
                if (plan.IsStretched(0)) TFunction.Of(left[i], right.Slice(j + column, count), dst);
                else if (plan.IsStretched(1)) TFunction.Of(left.Slice(i + column, count), right[j], dst);
                else TFunction.Of(left.Slice(i + column, count), right.Slice(j + column, count), dst);
            }
        });
    }

    /// <summary>Computes <c>y = f(a, b)</c> element by element.</summary>
    public static void Each<TFunction, TIn, TOut>(Tensor a, Tensor b, Tensor y, Workers threads)
        where TFunction : IPlainFunction<TIn, TOut> where TIn : unmanaged where TOut : unmanaged =>
        Run<Plain<TFunction, TIn, TOut>, TIn, TOut>(a, b, y, threads);

    /// <summary>Arithmetic in the operands' own type; <see cref="DType.BF16"/> is computed in binary32 and rounded once.</summary>
    public static void Arithmetic<TMath>(Tensor a, Tensor b, Tensor y, Workers threads) where TMath : IBinaryMath<TMath>
    {
        if (y.DType != DType.BF16)
        {
            NumericTypes.Dispatch(y.DType, new ArithmeticAction<TMath>(a, b, y, threads));
            return;
        }
        var wide = Tensor.Zeros(DType.F32, y.Dims);
        Run<Arithmetic2<TMath, float>, float, float>(Widen(a), Widen(b), wide, threads);
        Narrow(wide, y);
    }

    /// <summary>Comparison of numbers; the result is bool.</summary>
    public static void Compare<TComparison>(Tensor a, Tensor b, Tensor y, Workers threads) where TComparison : IComparison
    {
        if (a.DType == DType.BF16) (a, b) = (Widen(a), Widen(b));
        NumericTypes.Dispatch(a.DType, new CompareAction<TComparison>(a, b, y, threads));
    }

    /// <summary>Arithmetic on integers.</summary>
    public static void Bits<TBits>(Tensor a, Tensor b, Tensor y, Workers threads) where TBits : IBinaryBits =>
        NumericTypes.DispatchInteger(y.DType, new BitsAction<TBits>(a, b, y, threads));

    /// <summary>A truth function of booleans.</summary>
    public static void Connect<TConnective>(Tensor a, Tensor b, Tensor y, Workers threads) where TConnective : IConnective =>
        Each<Connect2<TConnective>, bool, bool>(a, b, y, threads);

    /// <summary>The same numbers as binary32.</summary>
    internal static Tensor Widen(Tensor t) => t.DType == DType.F32 ? t : Tensor.From(t.ToSingles(), [t.Count]).Reshape(t.Dims);

    private static void Narrow(Tensor wide, Tensor y)
    {
        ReadOnlySpan<float> src = wide.Span<float>();
        var dst = y.Span<BFloat16>();
        for (int i = 0; i < src.Length; i++) dst[i] = (BFloat16)src[i];
    }

    private readonly struct ArithmeticAction<TMath>(Tensor a, Tensor b, Tensor y, Workers threads) : INumericAction where TMath : IBinaryMath<TMath>
    {
        public void Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => Run<Arithmetic2<TMath, T>, T, T>(a, b, y, threads);
    }

    private readonly struct CompareAction<TComparison>(Tensor a, Tensor b, Tensor y, Workers threads) : INumericAction where TComparison : IComparison
    {
        public void Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
            Each<Compare2<TComparison, T>, T, bool>(a, b, y, threads);
    }

    private readonly struct BitsAction<TBits>(Tensor a, Tensor b, Tensor y, Workers threads) : IIntegerAction where TBits : IBinaryBits
    {
        public void Invoke<T>() where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> =>
            Each<Bits2<TBits, T>, T, T>(a, b, y, threads);
    }

    private readonly struct Arithmetic2<TMath, T> : IBinaryFunction<T, T> where TMath : IBinaryMath<TMath> where T : unmanaged, INumber<T>
    {
        public static T Of(T a, T b) => TMath.Of(a, b);

        public static void Of(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) => TMath.Of(a, b, y);

        public static void Of(ReadOnlySpan<T> a, T b, Span<T> y) => TMath.Of(a, b, y);

        public static void Of(T a, ReadOnlySpan<T> b, Span<T> y) => TMath.Of(a, b, y);
    }

    private readonly struct Compare2<TComparison, T> : IPlainFunction<T, bool> where TComparison : IComparison where T : unmanaged, INumber<T>
    {
        public static bool Of(T a, T b) => TComparison.Of(a, b);
    }

    private readonly struct Bits2<TBits, T> : IPlainFunction<T, T> where TBits : IBinaryBits where T : unmanaged, IBinaryInteger<T>
    {
        public static T Of(T a, T b) => TBits.Of(a, b);
    }

    private readonly struct Connect2<TConnective> : IPlainFunction<bool, bool> where TConnective : IConnective
    {
        public static bool Of(bool a, bool b) => TConnective.Of(a, b);
    }

    // Row forms for functions that have none of their own.
    private readonly struct Plain<TPlain, TIn, TOut> : IBinaryFunction<TIn, TOut> where TPlain : IPlainFunction<TIn, TOut>
    {
        public static TOut Of(TIn a, TIn b) => TPlain.Of(a, b);

        public static void Of(ReadOnlySpan<TIn> a, ReadOnlySpan<TIn> b, Span<TOut> y)
        {
            for (int i = 0; i < y.Length; i++) y[i] = TPlain.Of(a[i], b[i]);
        }

        public static void Of(ReadOnlySpan<TIn> a, TIn b, Span<TOut> y)
        {
            for (int i = 0; i < y.Length; i++) y[i] = TPlain.Of(a[i], b);
        }

        public static void Of(TIn a, ReadOnlySpan<TIn> b, Span<TOut> y)
        {
            for (int i = 0; i < y.Length; i++) y[i] = TPlain.Of(a, b[i]);
        }
    }
}
