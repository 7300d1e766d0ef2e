using XinRT.Ops;

namespace XinRT.Passes;

/// <summary>Orders of axes.</summary>
internal static class AxisOrder
{
    /// <summary>The order that a transposition gives to so many axes.</summary>
    public static long[] Of(TransposeOp op, int rank) => Array.ConvertAll(op.Order(rank)!, axis => (long)axis);

    /// <summary>Whether every axis stays.</summary>
    public static bool IsIdentity(ReadOnlySpan<long> perm)
    {
        for (int i = 0; i < perm.Length; i++)
            if (perm[i] != i) return false;
        return true;
    }

    /// <summary>Exchanges the middle two of four axes: rows and heads of an attention.</summary>
    public static long[] SwapMiddle => [0, 2, 1, 3];

    /// <summary>Swaps the last two of so many axes.</summary>
    public static long[] SwapLast(int rank)
    {
        long[] perm = [.. Enumerable.Range(0, rank).Select(i => (long)i)];
        (perm[^1], perm[^2]) = (perm[^2], perm[^1]);
        return perm;
    }
}
