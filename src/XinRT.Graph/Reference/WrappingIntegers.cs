namespace XinRT.Reference;

/// <summary>Writes 64-bit results into integer tensors modulo the width of their type, as integer arithmetic of fixed width
/// gives them.</summary>
public static class WrappingIntegers
{
    /// <summary>Keeps the low bits of each value; bool is "not zero".</summary>
    public static void Write(ReadOnlySpan<long> src, Tensor dst)
    {
        switch (dst.DType)
        {
            case DType.I64 or DType.U64: src.CopyTo(dst.Span<long>()); break;
            case DType.I32 or DType.U32: Map(src, dst.Span<int>(), static x => unchecked((int)x)); break;
            case DType.I16 or DType.U16: Map(src, dst.Span<short>(), static x => unchecked((short)x)); break;
            case DType.I8: Map(src, dst.Span<sbyte>(), static x => unchecked((sbyte)x)); break;
            case DType.U8: Map(src, dst.Span<byte>(), static x => unchecked((byte)x)); break;
            case DType.I4: Map(src, dst.Span<sbyte>(), static x => (sbyte)(x << 60 >> 60)); break;
            case DType.U4: Map(src, dst.Span<byte>(), static x => (byte)(x & 15)); break;
            case DType.I2: Map(src, dst.Span<sbyte>(), static x => (sbyte)(x << 62 >> 62)); break;
            case DType.U2: Map(src, dst.Span<byte>(), static x => (byte)(x & 3)); break;
            case DType.Bool: Map(src, dst.Span<bool>(), static x => x != 0); break;
            default: throw new ArgumentException($"{dst.DType.Name()} is not an integer type.", nameof(dst));
        }
    }

    private static void Map<T>(ReadOnlySpan<long> src, Span<T> dst, Func<long, T> convert)
    {
        for (int i = 0; i < src.Length; i++) dst[i] = convert(src[i]);
    }
}
