using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Where GatherElements reads and ScatterElements writes: the index replaces the coordinate on one axis.</summary>
internal static class ElementPlaces
{
    /// <summary>The error in the shapes, or null.</summary>
    public static OpError? Problem(Shape data, Shape indices, long axis, Func<string, OpError> error)
    {
        if (indices.Rank != data.Rank) return error($"the indices must have {data.Rank} axes as the data, but they have {indices.Rank}");
        for (int i = 0; i < data.Rank; i++)
        {
            if (i != (axis < 0 ? axis + data.Rank : axis) && data[i].IsConstant && indices[i].IsConstant && indices[i].Value > data[i].Value)
                return error($"on axis {i} the indices may have size {data[i]}, but they have {indices[i]}");
        }
        return null;
    }

    /// <summary>The element of the data that each index means.</summary>
    public static long[] Of(EvalContext ctx, Tensor data, Tensor indices, long axis)
    {
        int along = ctx.Axis(axis, data.Rank);
        if (Problem(data.Type.Shape!, indices.Type.Shape!, axis, ctx.Error) is { } problem) throw problem.AsRunError();
        long[] places = IndexCheck.Places(ctx, indices, data.Dims[along]);
        long[] strides = Strides.Of(data.Dims), index = new long[indices.Rank];
        for (int i = 0; i < places.Length; i++)
        {
            long at = places[i] * strides[along];
            for (int k = 0; k < index.Length; k++)
                if (k != along) at += index[k] * strides[k];
            places[i] = at;
            Strides.Next(index, indices.Dims);
        }
        return places;
    }
}
