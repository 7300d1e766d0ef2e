namespace XinRT.Reference;

/// <summary>A reduction seen as three nested loops: kept outside, reduced in the middle, kept inside. Axes that do not
/// fall into that order are moved first.</summary>
internal sealed record ReductionPlan(int Outer, int Reduced, int Inner, long[] OutputDims)
{
    /// <summary>Plans the reduction of the marked axes and returns the source, moved if it had to be.</summary>
    public static (ReductionPlan Plan, Tensor Source) Make(Tensor x, ReadOnlySpan<bool> reduced, bool keepDims)
    {
        var output = new List<long>();
        var kept = new List<int>();
        var gone = new List<int>();
        for (int i = 0; i < x.Rank; i++)
        {
            if (!reduced[i]) output.Add(x.Dims[i]);
            else if (keepDims) output.Add(1);
            if (x.Dims[i] != 1) (reduced[i] ? gone : kept).Add(i);
        }
        int first = gone.Count > 0 ? gone[0] : x.Rank, last = gone.Count > 0 ? gone[^1] : x.Rank;
        bool nested = kept.TrueForAll(k => k < first || k > last);
        if (!nested)
        {
            x = Moved(x, [.. kept, .. gone]);
            int count = Size(x, 0, kept.Count);
            return (new(count, Size(x, kept.Count, x.Rank), 1, [.. output]), x);
        }
        int inner = 1, outer = 1, middle = 1;
        foreach (int k in kept) _ = k < first ? outer *= (int)x.Dims[k] : inner *= (int)x.Dims[k];
        foreach (int g in gone) middle *= (int)x.Dims[g];
        // Nothing to fold: one long run of columns is faster than many rows of one element.
        if (gone.Count == 0) (outer, inner) = (1, outer * inner);
        return (new(outer, middle, inner, [.. output]), x);
    }

    /// <summary>The tensor with its axes in another order; axes left out must have size 1.</summary>
    public static Tensor Moved(Tensor x, ReadOnlySpan<int> order)
    {
        var dense = Strides.Of(x.Dims);
        var dims = new long[order.Length];
        var from = new long[order.Length];
        for (int i = 0; i < order.Length; i++) (dims[i], from[i]) = (x.Dims[order[i]], dense[order[i]]);
        var moved = Tensor.Zeros(x.DType, dims);
        StridedCopy.Run(x, 0, from, moved, 0, Strides.Of(dims), dims);
        return moved;
    }

    private static int Size(Tensor x, int from, int to) => (int)Strides.Count(x.Dims[from..to]);
}
