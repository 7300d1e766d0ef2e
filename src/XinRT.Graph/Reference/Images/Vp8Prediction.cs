namespace XinRT.Reference.Images;

/// <summary>Predicts blocks from the samples above and at the left.</summary>
internal static class Vp8Prediction
{
    /// <summary>Modes of whole macroblocks are the first four; the others are for 4x4 blocks only.</summary>
    public const int Mean = 0, Motion = 1, Vertical = 2, Horizontal = 3;

    private const int A2 = 16;

    // For each sample of a 4x4 block, where on its edge (see Block) it comes from: the place k stands for the smoothed
    // samples k-1, k, k+1; A2 + k for the average of k and k+1.
    private static readonly byte[][] Directions =
    [
        [], [],
        [6, 7, 8, 9, 6, 7, 8, 9, 6, 7, 8, 9, 6, 7, 8, 9],
        [4, 4, 4, 4, 3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1],
        [5, 6, 7, 8, 4, 5, 6, 7, 3, 4, 5, 6, 2, 3, 4, 5],
        [A2 + 5, A2 + 6, A2 + 7, A2 + 8, 5, 6, 7, 8, 4, A2 + 5, A2 + 6, A2 + 7, 3, 5, 6, 7],
        [7, 8, 9, 10, 8, 9, 10, 11, 9, 10, 11, 12, 10, 11, 12, 13],
        [A2 + 6, A2 + 7, A2 + 8, A2 + 9, 7, 8, 9, 10, A2 + 7, A2 + 8, A2 + 9, 11, 8, 9, 10, 12],
        [A2 + 4, 5, 6, 7, A2 + 3, 4, A2 + 4, 5, A2 + 2, 3, A2 + 3, 4, A2 + 1, 2, A2 + 2, 3],
        [A2 + 3, 3, A2 + 2, 2, A2 + 2, 2, A2 + 1, 1, A2 + 1, 1, A2, A2, A2, A2, A2, A2],
    ];

    /// <summary>Predicts a square of 16 or 8 samples.</summary>
    public static void Square(Vp8Plane plane, int x, int y, int size, int mode)
    {
        int at = plane.At(x, y), stride = plane.Stride;
        var s = plane.Samples;
        if (mode == Motion)
        {
            Gradient(plane, at, size);
            return;
        }
        var above = s.AsSpan(at - stride, size);
        int mean = 128;
        if (mode == Mean && (x > 0 || y > 0))
        {
            int sum = 0, count = 0;
            if (y > 0)
            {
                foreach (byte b in above) sum += b;
                count += size;
            }
            if (x > 0)
            {
                for (int i = 0; i < size; i++) sum += s[at - 1 + i * stride];
                count += size;
            }
            mean = (sum + count / 2) / count;
        }
        for (int row = 0; row < size; row++)
        {
            var target = s.AsSpan(at + row * stride, size);
            if (mode == Vertical) above.CopyTo(target);
            else target.Fill(mode == Horizontal ? s[at - 1 + row * stride] : (byte)mean);
        }
    }

    /// <summary>Predicts a 4x4 block; the four samples above at the right are given, since they may lie elsewhere.</summary>
    public static void Block(Vp8Plane plane, int x, int y, int mode, ReadOnlySpan<byte> aboveRight)
    {
        int at = plane.At(x, y), stride = plane.Stride;
        var s = plane.Samples;
        if (mode == Motion)
        {
            Gradient(plane, at, 4);
            return;
        }
        // From the lowest at the left, up to the corner (5), then to the right; both ends are doubled.
        Span<byte> edge = stackalloc byte[15];
        for (int i = 0; i < 4; i++) edge[4 - i] = s[at - 1 + i * stride];
        edge[0] = edge[1];
        s.AsSpan(at - stride - 1, 5).CopyTo(edge[5..]);
        aboveRight.CopyTo(edge[10..]);
        edge[14] = edge[13];
        int sum = 4;
        for (int i = 0; i < 4; i++) sum += edge[1 + i] + edge[6 + i];
        for (int i = 0; i < 16; i++)
        {
            int from = mode == Mean ? 0 : Directions[mode][i];
            s[at + i / 4 * stride + i % 4] = (byte)(mode == Mean ? sum >> 3
                : from >= A2 ? (edge[from - A2] + edge[from - A2 + 1] + 1) >> 1
                : (edge[from - 1] + 2 * edge[from] + edge[from + 1] + 2) >> 2);
        }
    }

    private static void Gradient(Vp8Plane plane, int at, int size)
    {
        var s = plane.Samples;
        int above = at - plane.Stride, corner = s[above - 1];
        for (int row = 0; row < size; row++, at += plane.Stride)
        {
            int left = s[at - 1] - corner;
            for (int i = 0; i < size; i++) s[at + i] = (byte)Math.Clamp(left + s[above + i], 0, 255);
        }
    }
}
