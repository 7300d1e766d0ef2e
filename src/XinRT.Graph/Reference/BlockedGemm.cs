using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace XinRT.Reference;

/// <summary><c>C = alpha · A · B + beta · C</c> on one thread, for every element type with vectors. Integers wrap.</summary>
/// <remarks>Both operands are copied block by block into panels that fit the caches: a block of A (rows × depth) stays in
/// the second level, one panel of B in the first, and a tile of 6 rows × 2 vectors of C in registers; 12 accumulators hide
/// the latency of two multiply-adds per cycle and still fit 16 registers.</remarks>
public static class BlockedGemm
{
    /// <summary>Rows of one tile.</summary>
    public const int TileRows = 6;

    // Short blocks bound the rounding of a running sum: its error grows with the square root of the terms it takes in.
    private const int BlockDepth = 96;
    private const int BlockRows = 20 * TileRows;
    private const int BlockColumns = 2048;

    /// <summary>Columns of one tile.</summary>
    public static int TileColumns<T>() => 2 * (Vector512.IsHardwareAccelerated ? Vector512<T>.Count
        : Vector256.IsHardwareAccelerated ? Vector256<T>.Count : Vector<T>.Count);

    /// <summary>Computes rows <paramref name="row"/> to <paramref name="row"/> + <paramref name="rows"/> and columns likewise
    /// of a product whose summed axis is <paramref name="depth"/> long. C is row-major with <paramref name="stride"/>; with
    /// <paramref name="beta"/> 0 it is only written. Indices into C count from the whole product's origin.</summary>
    public static void Run<T, TA, TB>(int row, int rows, int column, int columns, int depth, T alpha, in TA a, in TB b,
        T beta, Span<T> c, int stride)
        where T : unmanaged, INumber<T>
        where TA : IPanelSource<T>, allows ref struct
        where TB : IPanelSource<T>, allows ref struct
    {
        if (rows <= 0 || columns <= 0) return;
        c = c.Slice(row * stride + column, (rows - 1) * stride + columns);
        if (depth <= 0) Scale(beta, c, rows, columns, stride);
        else if (Vector512.IsHardwareAccelerated)
            Blocks<T, Vector512<T>, Lane512<T>, TA, TB>(row, rows, column, columns, depth, alpha, a, b, beta, c, stride);
        else if (Vector256.IsHardwareAccelerated)
            Blocks<T, Vector256<T>, Lane256<T>, TA, TB>(row, rows, column, columns, depth, alpha, a, b, beta, c, stride);
        else
            Blocks<T, Vector<T>, LaneAny<T>, TA, TB>(row, rows, column, columns, depth, alpha, a, b, beta, c, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Blocks<T, TVector, TLane, TA, TB>(int row, int rows, int column, int columns, int depth, T alpha,
        in TA a, in TB b, T beta, Span<T> c, int stride)
        where T : unmanaged, INumber<T>
        where TLane : IVectorLane<T, TVector>
        where TA : IPanelSource<T>, allows ref struct
        where TB : IPanelSource<T>, allows ref struct
    {
        int width = 2 * TLane.Width;
        // Equal blocks, so that the last one is not a thin rest.
        int kBlock = Even(depth, BlockDepth, 1), mBlock = Even(rows, BlockRows, TileRows), nBlock = Even(columns, BlockColumns, width);
        using var left = new AlignedBuffer<T>(mBlock * kBlock);
        using var right = new AlignedBuffer<T>(nBlock * kBlock);
        for (int j = 0; j < columns; j += nBlock)
        {
            int n = Math.Min(nBlock, columns - j);
            for (int k = 0; k < depth; k += kBlock)
            {
                int steps = Math.Min(kBlock, depth - k);
                for (int p = 0; p < n; p += width)
                    b.Pack(column + j + p, Math.Min(width, n - p), k, steps, width, right.Span[(p * steps)..]);
                for (int i = 0; i < rows; i += mBlock)
                {
                    int m = Math.Min(mBlock, rows - i);
                    for (int p = 0; p < m; p += TileRows)
                        a.Pack(row + i + p, Math.Min(TileRows, m - p), k, steps, TileRows, left.Span[(p * steps)..]);
                    Tiles<T, TVector, TLane>(left.Span, right.Span, m, n, steps, alpha, k == 0 ? beta : T.One,
                        c[(i * stride + j)..], stride);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tiles<T, TVector, TLane>(Span<T> left, Span<T> right, int m, int n, int steps, T alpha, T beta,
        Span<T> c, int stride)
        where T : unmanaged, INumber<T>
        where TLane : IVectorLane<T, TVector>
    {
        int width = 2 * TLane.Width;
        Span<T> edge = stackalloc T[TileRows * width];
        for (int j = 0; j < n; j += width)
        {
            ref T b = ref MemoryMarshal.GetReference(right.Slice(j * steps, width * steps));
            for (int i = 0; i < m; i += TileRows)
            {
                ref T a = ref MemoryMarshal.GetReference(left.Slice(i * steps, TileRows * steps));
                if (i + TileRows <= m && j + width <= n)
                {
                    var tile = c.Slice(i * stride + j, (TileRows - 1) * stride + width);
                    Tile<T, TVector, TLane>(ref a, ref b, steps, alpha, beta, ref MemoryMarshal.GetReference(tile), stride);
                    continue;
                }
                Tile<T, TVector, TLane>(ref a, ref b, steps, alpha, T.Zero, ref MemoryMarshal.GetReference(edge), width);
                int across = Math.Min(width, n - j);
                for (int r = 0; r < Math.Min(TileRows, m - i); r++)
                {
                    var from = edge.Slice(r * width, across);
                    var to = c.Slice((i + r) * stride + j, across);
                    if (T.IsZero(beta)) from.CopyTo(to);
                    else
                        for (int x = 0; x < across; x++) to[x] = from[x] + beta * to[x];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<T, TVector, TLane>(ref T a, ref T b, int steps, T alpha, T beta, ref T c, int stride)
        where T : unmanaged, INumber<T>
        where TLane : IVectorLane<T, TVector>
    {
        TVector zero = TLane.Fill(T.Zero);
        TVector c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero;
        TVector c30 = zero, c31 = zero, c40 = zero, c41 = zero, c50 = zero, c51 = zero;
        for (; steps > 0; steps--)
        {
            TVector b0 = TLane.Load(ref b), b1 = TLane.Load(ref Unsafe.Add(ref b, TLane.Width));
            TVector x = TLane.Fill(a);
            c00 = TLane.MultiplyAdd(x, b0, c00);
            c01 = TLane.MultiplyAdd(x, b1, c01);
            x = TLane.Fill(Unsafe.Add(ref a, 1));
            c10 = TLane.MultiplyAdd(x, b0, c10);
            c11 = TLane.MultiplyAdd(x, b1, c11);
            x = TLane.Fill(Unsafe.Add(ref a, 2));
            c20 = TLane.MultiplyAdd(x, b0, c20);
            c21 = TLane.MultiplyAdd(x, b1, c21);
            x = TLane.Fill(Unsafe.Add(ref a, 3));
            c30 = TLane.MultiplyAdd(x, b0, c30);
            c31 = TLane.MultiplyAdd(x, b1, c31);
            x = TLane.Fill(Unsafe.Add(ref a, 4));
            c40 = TLane.MultiplyAdd(x, b0, c40);
            c41 = TLane.MultiplyAdd(x, b1, c41);
            x = TLane.Fill(Unsafe.Add(ref a, 5));
            c50 = TLane.MultiplyAdd(x, b0, c50);
            c51 = TLane.MultiplyAdd(x, b1, c51);
            a = ref Unsafe.Add(ref a, TileRows);
            b = ref Unsafe.Add(ref b, 2 * TLane.Width);
        }
        Put<T, TVector, TLane>(c00, c01, alpha, beta, ref c);
        Put<T, TVector, TLane>(c10, c11, alpha, beta, ref Unsafe.Add(ref c, stride));
        Put<T, TVector, TLane>(c20, c21, alpha, beta, ref Unsafe.Add(ref c, 2 * stride));
        Put<T, TVector, TLane>(c30, c31, alpha, beta, ref Unsafe.Add(ref c, 3 * stride));
        Put<T, TVector, TLane>(c40, c41, alpha, beta, ref Unsafe.Add(ref c, 4 * stride));
        Put<T, TVector, TLane>(c50, c51, alpha, beta, ref Unsafe.Add(ref c, 5 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<T, TVector, TLane>(TVector v0, TVector v1, T alpha, T beta, ref T c)
        where T : unmanaged, INumber<T>
        where TLane : IVectorLane<T, TVector>
    {
        TVector scale = TLane.Fill(alpha);
        v0 = TLane.Multiply(scale, v0);
        v1 = TLane.Multiply(scale, v1);
        ref T next = ref Unsafe.Add(ref c, TLane.Width);
        if (!T.IsZero(beta))
        {
            v0 = TLane.MultiplyAdd(TLane.Fill(beta), TLane.Load(ref c), v0);
            v1 = TLane.MultiplyAdd(TLane.Fill(beta), TLane.Load(ref next), v1);
        }
        TLane.Store(v0, ref c);
        TLane.Store(v1, ref next);
    }

    private static void Scale<T>(T beta, Span<T> c, int rows, int columns, int stride) where T : unmanaged, INumber<T>
    {
        for (int r = 0; r < rows; r++)
        {
            var line = c.Slice(r * stride, columns);
            if (T.IsZero(beta)) line.Clear();
            else
                for (int x = 0; x < columns; x++) line[x] *= beta;
        }
    }

    private static int Even(int total, int most, int unit)
    {
        int blocks = (total + most - 1) / most;
        int size = (total + blocks - 1) / blocks;
        return (size + unit - 1) / unit * unit;
    }
}
