namespace XinRT.Reference;

/// <summary>A batch of equal matrix products over dense tensors: sizes, and the offset of every operand of every product.
/// Results lie dense one after another.</summary>
public sealed record MatMulPlan(int M, int N, int K, int ARow, int AColumn, int BRow, int BColumn, int[] AOffsets, int[] BOffsets)
{
    /// <summary>Sizes of the result of a NumPy <c>matmul</c>, or null if the operands do not fit.</summary>
    public static long[]? OutputDims(ReadOnlySpan<long> a, ReadOnlySpan<long> b)
    {
        if (a.Length == 0 || b.Length == 0 || a[^1] != b[b.Length > 1 ? ^2 : ^1]) return null;
        if (Strides.BroadcastDims(a[..Math.Max(0, a.Length - 2)], b[..Math.Max(0, b.Length - 2)]) is not { } batch) return null;
        return [.. batch, .. a.Length > 1 ? a[^2..^1] : [], .. b.Length > 1 ? b[^1..] : []];
    }

    /// <summary>The plan of a NumPy <c>matmul</c> whose operands fit; either may be stored with its last two axes
    /// exchanged.</summary>
    public static MatMulPlan Of(ReadOnlySpan<long> a, ReadOnlySpan<long> b, MatMulSwap swap = MatMulSwap.None)
    {
        bool swapA = a.Length > 1 && swap.HasFlag(MatMulSwap.A), swapB = b.Length > 1 && swap.HasFlag(MatMulSwap.B);
        int rowsA = a.Length > 1 ? (int)a[^2] : 1, columnsA = (int)a[^1];
        int rowsB = b.Length > 1 ? (int)b[^2] : (int)b[0], columnsB = b.Length > 1 ? (int)b[^1] : 1;
        var (m, k) = swapA ? (columnsA, rowsA) : (rowsA, columnsA);
        int n = swapB ? rowsB : columnsB;
        var outerA = a[..Math.Max(0, a.Length - 2)];
        var outerB = b[..Math.Max(0, b.Length - 2)];
        // One B for all: the products stand under each other and are one product.
        if (!swapA && Strides.Count(outerB) == 1 && outerA.Length >= outerB.Length)
        {
            return new((int)(m * Strides.Count(outerA)), n, k, k, 1, swapB ? 1 : n, swapB ? k : 1, [0], [0]);
        }
        long[] batch = Strides.BroadcastDims(outerA, outerB)!;
        return new(m, n, k, swapA ? 1 : k, swapA ? m : 1, swapB ? 1 : n, swapB ? k : 1,
            Offsets(outerA, batch, m * k), Offsets(outerB, batch, k * n));
    }

    private static int[] Offsets(ReadOnlySpan<long> dims, long[] batch, int matrix)
    {
        long[] strides = Strides.Broadcast(dims, batch);
        var offsets = new int[Strides.Count(batch)];
        var index = new long[batch.Length];
        for (int i = 0; i < offsets.Length; i++)
        {
            long at = 0;
            for (int axis = 0; axis < index.Length; axis++) at += index[axis] * strides[axis];
            offsets[i] = (int)(at * matrix);
            Strides.Next(index, batch);
        }
        return offsets;
    }
}
