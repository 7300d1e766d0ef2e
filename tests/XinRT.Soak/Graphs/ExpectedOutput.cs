using System.Globalization;

namespace XinRT.Soak.Graphs;

/// <summary>What one output must be, and how far each element may be off.</summary>
/// <param name="Exact">Computed in FP64.</param>
/// <param name="Single">Computed in the types of the graph.</param>
/// <param name="Allowed">Largest error of each element; infinite where rounding decides. Null: the output is not
/// judged, since rounding decides its size.</param>
internal sealed record ExpectedOutput(Tensor Exact, Tensor Single, double[]? Allowed)
{
    /// <summary>The first difference, or null.</summary>
    public string? Difference(Datum actual)
    {
        if (actual is not Tensor tensor) return $"{actual.Type} instead of {Single.Type}";
        bool wide = tensor.DType == DType.F64 && Exact.DType == DType.F64;
        if (!wide && tensor.DType != Single.DType) return $"{tensor.Type} instead of {Single.Type}";
        if (Allowed is null) return null;
        if (!tensor.Dims.SequenceEqual(Single.Dims)) return $"{tensor.Type} instead of {Single.Type}";
        if (!Exact.DType.IsFloat()) return ExactDifference(tensor);
        double[] wanted = Exact.ToDoubles(), single = Single.ToDoubles(), found = tensor.ToDoubles();
        for (int i = 0; i < wanted.Length; i++)
        {
            // What overflows in FP32 alone says nothing about FP64, and the other way round.
            if (!wide && double.IsFinite(wanted[i]) != double.IsFinite(single[i])) continue;
            if (wanted[i].Equals(found[i]) || double.IsPositiveInfinity(Allowed[i])
                || Math.Abs(wanted[i] - found[i]) <= Allowed[i])
                continue;
            return string.Create(CultureInfo.InvariantCulture,
                $"element {i} of {Single.Type} is {found[i]:G9} instead of {wanted[i]:G9}, {Allowed[i]:G3} allowed, {single[i]:G9} in FP32");
        }
        return null;
    }

    private string? ExactDifference(Tensor found)
    {
        int size = Single.DType.SizeInBytes();
        ReadOnlySpan<byte> a = Single.Bytes.Span, b = found.Bytes.Span;
        for (int i = 0; i < Single.Count; i++)
        {
            if (a.Slice(i * size, size).SequenceEqual(b.Slice(i * size, size))
                || double.IsPositiveInfinity(Allowed![i]))
                continue;
            return string.Create(CultureInfo.InvariantCulture,
                $"element {i} of {Single.Type} is {found.ToDoubles()[i]:R} instead of {Single.ToDoubles()[i]:R}");
        }
        return null;
    }
}
