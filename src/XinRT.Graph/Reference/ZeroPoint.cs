namespace XinRT.Reference;

/// <summary>Quantized tensors without their zero points, as 32-bit integers.</summary>
internal static class ZeroPoint
{
    /// <summary><c>x − zero</c>. The zero point broadcasts to x, seen with the given sizes; null is zero.</summary>
    public static Tensor Remove(Tensor x, Tensor? zero, ReadOnlySpan<long> zeroDims)
    {
        var result = Tensor.Zeros(DType.I32, x.Dims);
        var dst = result.Span<int>();
        if (x.DType is DType.U8 or DType.U4 or DType.U2) Widen(x.Span<byte>(), dst);
        else if (x.DType is DType.I8 or DType.I4 or DType.I2) Widen(x.Span<sbyte>(), dst);
        else throw new NotSupportedException($"{x.DType.Name()} is no 8-bit integer type");
        if (zero is null) return result;
        long[] offsets = zero.ToInt64s();
        if (offsets.Length == 1)
        {
            int offset = (int)offsets[0];
            if (offset != 0)
                for (int i = 0; i < dst.Length; i++) dst[i] -= offset;
            return result;
        }
        if (Strides.BroadcastDims(zeroDims, x.Dims) is not { } joint || !x.Dims.SequenceEqual(joint))
            throw new ArgumentException($"a zero point [{string.Join(',', zero.Dims.ToArray())}] does not broadcast to [{string.Join(',', x.Dims.ToArray())}]");
        long[] strides = Strides.Broadcast(zeroDims, x.Dims);
        int line = (int)x.Dims[^1];
        var index = new long[x.Rank - 1];
        for (int start = 0; start < dst.Length; start += line)
        {
            long at = 0;
            for (int axis = 0; axis < index.Length; axis++) at += index[axis] * strides[axis];
            for (int i = 0; i < line; i++) dst[start + i] -= (int)offsets[at + i * strides[^1]];
            Strides.Next(index, x.Dims[..^1]);
        }
        return result;
    }

    /// <summary>As above; a zero point of rank 1 lies along one axis of x.</summary>
    public static Tensor RemoveAlong(Tensor x, Tensor? zero, int axis)
    {
        if (zero is not { Rank: 1, Count: > 1 }) return Remove(x, zero, zero is null ? [] : zero.Dims);
        var dims = new long[x.Rank];
        Array.Fill(dims, 1);
        dims[axis] = zero.Count;
        return Remove(x, zero, dims);
    }

    private static void Widen(ReadOnlySpan<byte> src, Span<int> dst)
    {
        for (int i = 0; i < src.Length; i++) dst[i] = src[i];
    }

    private static void Widen(ReadOnlySpan<sbyte> src, Span<int> dst)
    {
        for (int i = 0; i < src.Length; i++) dst[i] = src[i];
    }
}
