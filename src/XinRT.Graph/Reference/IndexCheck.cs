using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>Turns indices that may count from the end into places, and refuses those outside.</summary>
public static class IndexCheck
{
    /// <summary>The place on an axis of some size.</summary>
    public static long Place(EvalContext ctx, long index, long size)
    {
        if (index < -size || index >= size)
        {
            throw ctx.Error(size == 0 ? $"the axis is empty, but there is an index {index}"
                : $"an index must be from {-size} to {size - 1}, but it is {index}").AsRunError();
        }
        return index < 0 ? index + size : index;
    }

    /// <summary>Changes all indices to places.</summary>
    public static long[] Places(EvalContext ctx, Tensor indices, long size)
    {
        long[] places = indices.ToInt64s();
        for (int i = 0; i < places.Length; i++) places[i] = Place(ctx, places[i], size);
        return places;
    }
}
