namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>Bytes from one image, channel, row, pixel or plane to the next; 0 along axes of size 1.</summary>
internal readonly record struct PixelStrides(long N, long C, long H, long W, long D = 0)
{
    /// <summary>Strides of an operand that is broadcast to a tensor of <paramref name="rank"/> axes: n, c, then up to
    /// three spatial ones.</summary>
    public static PixelStrides Of(TensorLayout layout, int rank)
    {
        return new(At(0), At(1), rank > 3 ? At(rank - 2) : 0, rank > 2 ? At(rank - 1) : 0, rank > 4 ? At(2) : 0);
        long At(int axis)
        {
            int own = axis - (rank - layout.Rank);
            return own < 0 || layout.Dims[own] == 1 ? 0 : layout.Strides[own] * 4;
        }
    }
}
