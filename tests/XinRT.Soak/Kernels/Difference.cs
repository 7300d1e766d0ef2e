using System.Globalization;

namespace XinRT.Soak.Kernels;

/// <summary>Where a result is wrong.</summary>
/// <param name="Kind">What is wrong in a word or two.</param>
/// <param name="Text">The same with numbers.</param>
internal sealed record Difference(string Kind, string Text)
{
    /// <summary>The difference of a result from the right one; null if it lies within the bounds.</summary>
    /// <param name="found">The result.</param>
    /// <param name="right">In FP64 where the result is float32.</param>
    /// <param name="error">Allowed error of each element; null where none is but that of the type.</param>
    public static Difference? Between(Tensor found, Tensor right, Tensor? error)
    {
        if (!found.Dims.SequenceEqual(right.Dims)) return new("shape", $"is {found.Type}, right is {right.Type}");
        if (found.DType is DType.I64 or DType.U64) return Whole(found.ToInt64s(), right.ToInt64s(), found.Dims);
        double[] y = found.ToDoubles(), r = right.ToDoubles(), e = error?.ToDoubles() ?? [];
        double unit = UnitOf(found.DType), worst = 0, largest = Largest(found.DType);
        int wrong = 0, first = -1;
        bool unwritten = false;
        for (int i = 0; i < y.Length; i++)
        {
            if (y[i].Equals(r[i]) || y[i] == r[i]) continue;
            double bound = error is null ? 0 : e[i];
            double allowed = bound + unit * Math.Abs(r[i]) + (unit > 0 ? Roundings.Tiny : 0);
            double off = Math.Abs(y[i] - r[i]);
            // What is infinite or not a number must be so exactly; a finite number may be unknown, and an infinite one where an
            // operand of it is.
            if (!double.IsNaN(r[i]) && !double.IsFinite(bound) || double.IsFinite(r[i]) && off <= allowed) continue;
            if (double.IsInfinity(y[i]) && Math.Sign(y[i]) == Math.Sign(r[i]) && Math.Abs(r[i])
                + allowed > largest) continue;
            if (wrong++ == 0) first = i;
            unwritten |= double.IsNaN(y[i]);
            worst = Math.Max(worst, double.IsNaN(off) ? double.PositiveInfinity : off / allowed);
        }
        if (wrong == 0) return null;
        double limit = (error is null ? 0 : e[first]) + unit * Math.Abs(r[first]);
        return new(unwritten ? "not a number" : "wrong numbers", string.Create(CultureInfo.InvariantCulture,
            $"{found.Type}: {wrong} of {y.Length} elements are wrong, first [{Place(first, found.Dims)}] = {y[first]:R}, ")
            + string.Create(CultureInfo.InvariantCulture, $"right is {r[first]:R} ± {limit:G3}; up to {worst:G3} times the bound"));
    }

    private static Difference? Whole(long[] y, long[] r, ReadOnlySpan<long> dims)
    {
        for (int i = 0; i < y.Length; i++)
            if (y[i] != r[i]) return new("wrong integers", $"[{Place(i, dims)}] = {y[i]}, right is {r[i]}");
        return null;
    }

    // Rounding of the result to its own type.
    private static double UnitOf(DType type) => type switch
    {
        DType.F32 => Roundings.Unit,
        DType.F16 => 4.0 / (1 << 11),
        DType.BF16 => 4.0 / (1 << 8),
        DType.F64 => 1e-13,
        _ => 0,
    };

    private static double Largest(DType type) => type switch
    {
        DType.F16 => 65504 * 0.99,
        DType.F32 or DType.BF16 => float.MaxValue * 0.99,
        _ => double.MaxValue,
    };

    private static string Place(int index, ReadOnlySpan<long> dims)
    {
        long[] place = new long[dims.Length];
        long rest = index;
        for (int axis = dims.Length - 1; axis >= 0; axis--) (rest, place[axis]) = Math.DivRem(rest, dims[axis]);
        return string.Join(',', place);
    }
}
