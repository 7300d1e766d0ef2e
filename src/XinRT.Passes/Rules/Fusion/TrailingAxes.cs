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

    /// <summary>The sizes from an axis on, if they are numbers.</summary>
    public static long[]? Sizes(Shape shape, int first) => Shape.Of(shape.Dims[first..]).TryGetStatic(out var dims) ? dims : null;

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
