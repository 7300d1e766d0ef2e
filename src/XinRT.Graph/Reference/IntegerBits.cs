using System.Numerics;
using System.Numerics.Tensors;

namespace XinRT.Reference;

/// <summary>Moves integers between widths without saturation: sums that wrap in 64 bits keep exact low bits.</summary>
internal static class IntegerBits
{
    /// <summary>A copy in 64 bits; unsigned 64-bit integers keep their bits.</summary>
    public static Tensor Extend(Tensor x)
    {
        var wide = Tensor.Zeros(DType.I64, x.Dims);
        var dst = wide.Span<long>();
        switch (x.DType)
        {
            case DType.U64 or DType.I64: x.Span<long>().CopyTo(dst); break;
            case DType.U32: TensorPrimitives.ConvertTruncating<uint, long>(x.Span<uint>(), dst); break;
            case DType.I32: TensorPrimitives.ConvertTruncating<int, long>(x.Span<int>(), dst); break;
            case DType.U16: TensorPrimitives.ConvertTruncating<ushort, long>(x.Span<ushort>(), dst); break;
            case DType.I16: TensorPrimitives.ConvertTruncating<short, long>(x.Span<short>(), dst); break;
            default: x.ToInt64s().CopyTo(dst); break;
        }
        return wide;
    }

    /// <summary>The low bits of each number.</summary>
    public static void Truncate(ReadOnlySpan<long> src, Tensor y)
    {
        switch (y.DType)
        {
            case DType.U64 or DType.I64: src.CopyTo(y.Span<long>()); break;
            case DType.U32 or DType.I32: Low(src, y.Span<uint>()); break;
            case DType.U16 or DType.I16: Low(src, y.Span<ushort>()); break;
            case DType.U8 or DType.I8: Low(src, y.Span<byte>()); break;
            default: throw new NotSupportedException($"{y.DType.Name()} is no integer type of 8 bits or more");
        }
    }

    private static void Low<T>(ReadOnlySpan<long> src, Span<T> dst) where T : INumberBase<T> =>
        TensorPrimitives.ConvertTruncating(src, dst);
}
