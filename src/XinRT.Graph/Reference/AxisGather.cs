using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>Takes the first tap of every axis, for element types of every kind.</summary>
public static class AxisGather
{
    /// <summary>Fills the output; there is one entry of taps per axis, null for an axis that stays.</summary>
    public static void Run(Tensor src, Tensor dst, AxisTaps?[] taps, Workers threads)
    {
        if (dst.Count == 0) return;
        switch (src.DType.SizeInBytes())
        {
            case 0: Rows(src, dst, taps, 1, static t => t.Strings); break;
            case 1: Rows(src, dst, taps, threads, static t => t.Span<byte>()); break;
            case 2: Rows(src, dst, taps, threads, static t => t.Span<ushort>()); break;
            case 4: Rows(src, dst, taps, threads, static t => t.Span<uint>()); break;
            case 8: Rows(src, dst, taps, threads, static t => t.Span<ulong>()); break;
            default: Rows(src, dst, taps, threads, static t => t.Span<UInt128>()); break;
        }
    }

    private delegate Span<T> Elements<T>(Tensor tensor);

    private static void Rows<T>(Tensor srcTensor, Tensor dstTensor, AxisTaps?[] taps, Workers threads, Elements<T> elements)
    {
        // The innermost axes that stay form rows that are copied whole.
        int outer = taps.Length;
        while (outer > 0 && taps[outer - 1] is null) outer--;
        int block = (int)Strides.Count(srcTensor.Dims[outer..]);
        if (outer == 0)
        {
            elements(srcTensor).CopyTo(elements(dstTensor));
            return;
        }
        long[] strides = Strides.Of(srcTensor.Dims), rowDims = dstTensor.Dims[..(outer - 1)].ToArray();
        int[] last = taps[outer - 1]!.Indices;
        int rowLength = last.Length * block;
        int rows = dstTensor.Count / rowLength;
        ParallelRange.For(threads, rows, Math.Max(1, 16384 / rowLength), (from, to) =>
        {
            var src = elements(srcTensor);
            var dst = elements(dstTensor);
            long previous = -1;
            for (int r = from; r < to; r++)
            {
                long offset = 0, rest = r;
                for (int axis = outer - 2; axis >= 0; axis--)
                {
                    int at = (int)(rest % rowDims[axis]);
                    rest /= rowDims[axis];
                    offset += (taps[axis]?.Indices[at] ?? at) * strides[axis];
                }
                var row = dst.Slice(r * rowLength, rowLength);
                if (offset == previous)
                {
                    dst.Slice((r - 1) * rowLength, rowLength).CopyTo(row);
                    continue;
                }
                previous = offset;
                var source = src.Slice((int)offset, taps[outer - 1]!.In * block);
                if (block == 1)
                    for (int i = 0; i < last.Length; i++) row[i] = source[last[i]];
                else
                    for (int i = 0; i < last.Length; i++) source.Slice(last[i] * block, block).CopyTo(row[(i * block)..]);
            }
        });
    }
}
