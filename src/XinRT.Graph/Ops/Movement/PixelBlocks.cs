using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>What the operators between channels and pixel blocks share: the check of their attributes.</summary>
internal static class PixelBlocks
{
    // The square of a larger size does not fit any axis.
    private const long MaxSize = 32768;

    /// <summary>The error in attributes or rank, or null.</summary>
    public static OpError? Check(long blocksize, string mode, int rank, Func<string, OpError> error)
    {
        if (rank != 4) return error($"the input must have 4 axes (N, C, H, W), but it has {rank}");
        if (blocksize is < 1 or > MaxSize) return error($"'blocksize' must be from 1 to {MaxSize}, but it is {blocksize}");
        return mode is "DCR" or "CRD" ? null : error($"'mode' must be DCR or CRD, but it is '{mode}'");
    }

    /// <summary>The error for a size that the blocks do not divide, or null.</summary>
    public static OpError? CheckDivides(Dim size, int axis, long by, Func<string, OpError> error) =>
        size.IsConstant && size.Value % by != 0 ? error($"the size of axis {axis} must be a multiple of {by}, but it is {size}") : null;
}
