using System.Globalization;
using System.Numerics;

namespace XinRT.TestKit;

/// <summary>Compares values and tells the first difference: index, both numbers, distance.</summary>
public static class TensorAssert
{
    /// <summary>Fails unless type, sizes and elements agree. Without a tolerance that of the element type is taken.</summary>
    public static void Equal(Tensor expected, Tensor actual, Tolerance? tolerance = null, string what = "tensor")
    {
        if (expected.DType != actual.DType || !expected.Dims.SequenceEqual(actual.Dims))
            throw new TestKitException($"{what}: expected {expected.Type}, found {actual.Type}.");
        var allowed = tolerance ?? Tolerance.Of(expected.DType);
        var differences = Enumerable.Range(0, expected.Count).Where(i => !Agree(expected, actual, i, allowed)).ToList();
        if (differences.Count == 0) return;

        int first = differences[0];
        throw new TestKitException($"{what} {expected.Type}: {differences.Count} of {expected.Count} elements differ, first at "
            + $"[{string.Join(',', IndexOf(first, expected.Dims))}]: expected {Show(expected, first)}, found {Show(actual, first)}"
            + Distance(expected, actual, first) + ".");
    }

    /// <summary>As above for values of every kind.</summary>
    public static void Equal(Datum expected, Datum actual, Tolerance? tolerance = null, string what = "value")
    {
        switch (expected, actual)
        {
            case (Tensor a, Tensor b):
                Equal(a, b, tolerance, what);
                break;
            case (SequenceDatum a, SequenceDatum b) when a.Items.Count == b.Items.Count:
                for (int i = 0; i < a.Items.Count; i++) Equal(a.Items[i], b.Items[i], tolerance, $"{what}[{i}]");
                break;
            case (OptionalDatum { Value: null }, OptionalDatum { Value: null }):
                break;
            case (OptionalDatum { Value: { } a }, OptionalDatum { Value: { } b }):
                Equal(a, b, tolerance, what);
                break;
            default:
                throw new TestKitException($"{what}: expected {Describe(expected)}, found {Describe(actual)}.");
        }
    }

    /// <summary>Number of floats of binary32 between two values; 0 if they are equal.</summary>
    public static long UlpsBetween(float a, float b) => Math.Abs(Ordinal(a) - Ordinal(b));

    private static bool Agree(Tensor expected, Tensor actual, int i, Tolerance tolerance)
    {
        if (expected.DType == DType.String) return expected.Strings[i] == actual.Strings[i];
        if (expected.DType.IsComplex())
        {
            Complex a = ComplexAt(expected, i), b = ComplexAt(actual, i);
            return tolerance.Accepts(a.Real, b.Real) && tolerance.Accepts(a.Imaginary, b.Imaginary);
        }
        if (!expected.DType.IsFloat()) return BitsAt(expected, i).SequenceEqual(BitsAt(actual, i));
        return tolerance.Accepts(DoubleAt(expected, i), DoubleAt(actual, i));
    }

    private static string Distance(Tensor expected, Tensor actual, int i)
    {
        if (!expected.DType.IsFloat()) return "";
        double a = DoubleAt(expected, i), b = DoubleAt(actual, i);
        string apart = string.Create(CultureInfo.InvariantCulture, $", {Math.Abs(a - b):G3} apart");
        return expected.DType == DType.F32 && double.IsFinite(a - b) ? $"{apart} ({UlpsBetween((float)a, (float)b)} ulps)" : apart;
    }

    private static string Show(Tensor t, int i) => t.DType == DType.String ? $"\"{t.Strings[i]}\""
        : t.DType.IsComplex() ? ComplexAt(t, i).ToString(CultureInfo.InvariantCulture)
        : t.DType == DType.U64 ? t.Span<ulong>()[i].ToString(CultureInfo.InvariantCulture)
        : t.DType == DType.I64 ? t.Span<long>()[i].ToString(CultureInfo.InvariantCulture)
        : t.DType == DType.F32 ? t.Span<float>()[i].ToString("R", CultureInfo.InvariantCulture)
        : DoubleAt(t, i).ToString("R", CultureInfo.InvariantCulture);

    private static double DoubleAt(Tensor t, int i)
    {
        Span<double> value = stackalloc double[1];
        ElementConverter.Read(new Tensor(t.DType, [], ElementAt(t, i)), value);
        return value[0];
    }

    private static Complex ComplexAt(Tensor t, int i) =>
        t.DType == DType.C64 ? t.Span<Complex64>()[i].ToComplex() : t.Span<Complex>()[i];

    private static ReadOnlySpan<byte> BitsAt(Tensor t, int i) => ElementAt(t, i).Span;

    private static Memory<byte> ElementAt(Tensor t, int i) => t.Bytes.Slice(i * t.DType.SizeInBytes(), t.DType.SizeInBytes());

    private static string Describe(Datum value) => value switch
    {
        SequenceDatum s => $"{s.Type} of {s.Items.Count} items",
        OptionalDatum { Value: null } o => $"{o.Type} without value",
        _ => value.Type.ToString(),
    };

    private static long[] IndexOf(int flat, ReadOnlySpan<long> dims)
    {
        var index = new long[dims.Length];
        for (int axis = dims.Length - 1; axis >= 0; axis--) (flat, index[axis]) = ((int)(flat / dims[axis]), flat % dims[axis]);
        return index;
    }

    // Floats in order of value as whole numbers: negative ones count down from zero.
    private static long Ordinal(float value)
    {
        int bits = BitConverter.SingleToInt32Bits(value);
        return bits >= 0 ? bits : int.MinValue - (long)bits;
    }
}
