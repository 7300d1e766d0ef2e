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

    /// <summary>The constant as a tensor of just these sizes, if it is one number or has them but for leading ones.</summary>
    public static Tensor? Fit(Tensor constant, long[] sizes)
    {
        if (constant.Count == 1 && constant.Rank <= sizes.Length)
        {
            var full = Tensor.Zeros(constant.DType, sizes);
            ElementConverter.Write([.. Enumerable.Repeat(constant.ToDoubles()[0], full.Count)], full);
            return full;
        }
        var dims = constant.Dims;
        while (dims.Length > sizes.Length && dims[0] == 1) dims = dims[1..];
        return dims.SequenceEqual(sizes) ? constant.Reshape(sizes) : null;
    }
}
