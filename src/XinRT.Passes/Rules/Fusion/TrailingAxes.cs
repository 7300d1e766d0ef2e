namespace XinRT.Passes;

/// <summary>The axes over which a layer normalization works: the last ones, in full.</summary>
internal static class TrailingAxes
{
    /// <summary>The first of the axes if they are exactly the last ones of a shape, else null.</summary>
    public static int? First(Shape? shape, long[]? axes)
    {
        if (shape is null || axes is not { Length: > 0 } || axes.Length > shape.Rank) return null;
        var sorted = axes.Select(a => a < 0 ? a + shape.Rank : a).Order().ToArray();
        for (int i = 0; i < sorted.Length; i++)
            if (sorted[i] != shape.Rank - sorted.Length + i) return null;
        return (int)sorted[0];
    }

    /// <summary>Why a match does not normalize "x" over its last axes "axes" with "epsilon", or null.</summary>
    public static string? WhyNot(Match match)
    {
        var shape = match["x"].TensorType.Shape;
        return First(shape, match.Integers("axes")) is not { } first ? "the axes are not the last ones"
            : !Shape.Of(shape!.Dims[first..]).IsStatic ? "the size of the normalized axes depends on the run"
            : FoldedNumbers.WhyNotFactors(DType.F32, [Math.Abs(match.Number("epsilon"))]);
    }

    /// <summary>The first of the axes, counted from the end, and a scale of ones over all of them.</summary>
    public static (int Axis, Tensor Ones) Of(Match match)
    {
        var (dtype, shape) = (match["x"].TensorType.DType, match["x"].TensorType.Shape!);
        int first = First(shape, match.Integers("axes"))!.Value;
        Shape.Of(shape.Dims[first..]).TryGetStatic(out long[]? sizes);
        double[] ones = [.. Enumerable.Repeat(1.0, (int)sizes!.Aggregate(1L, (a, b) => a * b))];
        return (first - shape.Rank, Tensor.FromDoubles(dtype, ones, sizes!));
    }

    /// <summary>Whether a constant of these sizes varies at most along the axes of a shape from one on, whose sizes it has or
    /// repeats, and has no more axes than the shape.</summary>
    public static bool Covers(Shape shape, int first, ReadOnlySpan<long> sizes)
    {
        if (sizes.Length > shape.Rank) return false;
        for (int i = 0; i < sizes.Length; i++)
        {
            int axis = shape.Rank - sizes.Length + i;
            if (sizes[i] != 1 && (axis < first || shape[axis] != sizes[i])) return false;
        }
        return true;
    }
}
