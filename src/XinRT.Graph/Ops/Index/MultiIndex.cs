using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Indices whose last axis holds the coordinates of a slice, as GatherND and ScatterND take them.</summary>
internal static class MultiIndex
{
    /// <summary>The error in the shapes, or null.</summary>
    public static OpError? Problem(Shape data, Shape indices, long batch, Func<string, OpError> error)
    {
        if (data.Rank == 0 || indices.Rank == 0) return error("data and indices must have 1 or more axes, but one of them is a scalar");
        if (batch < 0 || batch >= Math.Min(data.Rank, indices.Rank))
            return error($"'batch_dims' must be from 0 to {Math.Min(data.Rank, indices.Rank) - 1}, but it is {batch}");
        for (int i = 0; i < batch; i++)
        {
            if (data[i].IsConstant && indices[i].IsConstant && data[i] != indices[i])
                return error($"batch axis {i} must have one size, but data has {data[i]} and indices {indices[i]}");
        }
        return indices[-1] is { IsConstant: true } depth && (depth.Value < 0 || depth.Value > data.Rank - batch)
            ? error($"the last axis of the indices may hold {data.Rank - batch} coordinates, but it holds {depth}") : null;
    }

    /// <summary>First element of the slice that each multi-index means, one place for each.</summary>
    public static void Places(EvalContext ctx, ReadOnlySpan<long> data, Tensor indices, int batch, Span<long> places)
    {
        int depth = (int)indices.Dim(-1);
        var coordinates = indices.AsInt64s();
        long[] strides = Strides.Of(data);
        // Multi-indices of one batch entry stand together, and so do the elements of its data.
        long perBatch = Strides.Count(indices.Dims[batch..^1]), step = Strides.Count(data[batch..]);
        for (int i = 0; i < places.Length; i++)
        {
            long at = i / perBatch * step;
            for (int k = 0; k < depth; k++)
                at += IndexCheck.Place(ctx, coordinates[i * depth + k], data[batch + k]) * strides[batch + k];
            places[i] = at;
        }
    }
}
