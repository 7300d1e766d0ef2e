using System.Globalization;

namespace XinRT;

/// <summary>Where two tensors of integers, bools or strings differ. Such elements are names or counts: any difference is one of
/// meaning, and none passes through floating point.</summary>
/// <param name="Count">Elements that differ; 0 if none does.</param>
/// <param name="First">Index of the first that differs, row-major; -1 if none does.</param>
/// <param name="Largest">Largest distance of two integers or bools; 1 for strings that differ.</param>
/// <param name="Text">For example <c>2 of 3 elements differ, first [1]: 9 instead of 7</c>; null if none does.</param>
public sealed record ExactDifference(int Count, int First, Int128 Largest, string? Text)
{
    /// <summary>Whether elements of the type are compared exactly.</summary>
    public static bool IsFor(DType type) => type.IsInteger() || type is DType.Bool or DType.String;

    /// <summary>Compares element by element.</summary>
    /// <param name="wanted">The right values.</param>
    /// <param name="found">Values of the same type and sizes.</param>
    public static ExactDifference Of(Tensor wanted, Tensor found)
    {
        var (count, first, largest) = (0, -1, Int128.Zero);
        for (int i = 0; i < wanted.Count; i++)
        {
            Int128 distance = wanted.DType == DType.String ? wanted.Strings[i] == found.Strings[i] ? 0 : 1
                : Int128.Abs(IntegerAt(wanted, i) - IntegerAt(found, i));
            if (distance == 0) continue;
            if (count++ == 0) first = i;
            largest = Int128.Max(largest, distance);
        }
        return new(count, first, largest, count == 0 ? null : string.Create(CultureInfo.InvariantCulture,
            $"{count} of {wanted.Count} elements differ, first [{IndexOf(first, wanted.Dims)}]: {Show(found, first)} instead of {Show(wanted, first)}"));
    }

    private static Int128 IntegerAt(Tensor t, int i) => t.DType switch
    {
        DType.I64 => t.Span<long>()[i],
        DType.U64 => t.Span<ulong>()[i],
        DType.I32 => t.Span<int>()[i],
        DType.U32 => t.Span<uint>()[i],
        DType.I16 => t.Span<short>()[i],
        DType.U16 => t.Span<ushort>()[i],
        DType.I8 or DType.I4 or DType.I2 => t.Span<sbyte>()[i],
        _ => t.Span<byte>()[i],
    };

    private static string Show(Tensor t, int i) => t.DType switch
    {
        DType.String => $"'{t.Strings[i]}'",
        DType.Bool => t.Span<byte>()[i] != 0 ? "true" : "false",
        _ => IntegerAt(t, i).ToString(CultureInfo.InvariantCulture),
    };

    private static string IndexOf(int flat, ReadOnlySpan<long> dims)
    {
        var index = new long[dims.Length];
        for (int axis = dims.Length - 1; axis >= 0; axis--) (flat, index[axis]) = ((int)(flat / dims[axis]), flat % dims[axis]);
        return string.Join(',', index);
    }
}
