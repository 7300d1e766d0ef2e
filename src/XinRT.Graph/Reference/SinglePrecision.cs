using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace XinRT.Reference;

/// <summary>Half-width floating-point tensors (<see cref="DType.F16"/>, <see cref="DType.BF16"/>, 8-bit floats) computed in
/// binary32: widened before, rounded once after.</summary>
public static class SinglePrecision
{
    /// <summary>Whether sums over this type are kept in binary32.</summary>
    public static bool Serves(DType type) => type.IsFloat() && type is not (DType.F32 or DType.F64);

    /// <summary>The tensor as <see cref="DType.F32"/>; the same object if it is that already.</summary>
    public static Tensor Widen(Tensor x)
    {
        if (x.DType == DType.F32) return x;
        var wide = Tensor.Zeros(DType.F32, x.Dims);
        var dst = wide.Span<float>();
        switch (x.DType)
        {
            case DType.F16:
                TensorPrimitives.ConvertToSingle(x.Span<Half>(), dst);
                break;
            case DType.BF16:
                var bits = MemoryMarshal.Cast<float, uint>(dst);
                var src = x.Span<ushort>();
                for (int i = 0; i < src.Length; i++) bits[i] = (uint)src[i] << 16;
                break;
            default:
                x.ToSingles().CopyTo(dst);
                break;
        }
        return wide;
    }

    /// <summary>Rounds a <see cref="DType.F32"/> tensor to the type of <paramref name="y"/>.</summary>
    public static void Narrow(Tensor wide, Tensor y)
    {
        var src = wide.Span<float>();
        switch (y.DType)
        {
            case DType.F16:
                TensorPrimitives.ConvertToHalf(src, y.Span<Half>());
                break;
            case DType.BF16:
                var dst = y.Span<BFloat16>();
                for (int i = 0; i < src.Length; i++) dst[i] = (BFloat16)src[i];
                break;
            default:
                ElementConverter.Write(wide.ToDoubles(), y);
                break;
        }
    }
}
