namespace XinRT.Reference.Images;

/// <summary>The inverse transforms of VP8.</summary>
internal static class Vp8Transform
{
    /// <summary>Adds a block of 4x4 coefficients to samples.</summary>
    public static void Add(ReadOnlySpan<short> block, Span<byte> samples, int stride)
    {
        Span<int> work = stackalloc int[16];
        for (int i = 0; i < 4; i++)
        {
            int a = block[i] + block[8 + i], b = block[i] - block[8 + i];
            int c = Low(block[4 + i]) - High(block[12 + i]), d = High(block[4 + i]) + Low(block[12 + i]);
            (work[i * 4], work[i * 4 + 1], work[i * 4 + 2], work[i * 4 + 3]) = (a + d, b + c, b - c, a - d);
        }
        for (int i = 0; i < 4; i++)
        {
            int mean = work[i] + 4, a = mean + work[8 + i], b = mean - work[8 + i];
            int c = Low(work[4 + i]) - High(work[12 + i]), d = High(work[4 + i]) + Low(work[12 + i]);
            var row = samples.Slice(i * stride, 4);
            (row[0], row[1]) = (Sum(row[0], a + d), Sum(row[1], b + c));
            (row[2], row[3]) = (Sum(row[2], b - c), Sum(row[3], a - d));
        }
    }

    /// <summary>Turns the second-order block into the means of 16 blocks.</summary>
    public static void Means(ReadOnlySpan<short> block, Span<short> coefficients)
    {
        Span<int> work = stackalloc int[16];
        for (int i = 0; i < 4; i++)
        {
            int a = block[i] + block[12 + i], b = block[4 + i] + block[8 + i];
            int c = block[4 + i] - block[8 + i], d = block[i] - block[12 + i];
            (work[i], work[4 + i], work[8 + i], work[12 + i]) = (a + b, d + c, a - b, d - c);
        }
        for (int i = 0; i < 4; i++)
        {
            var row = work.Slice(i * 4, 4);
            int a = row[0] + 3 + row[3], b = row[1] + row[2], c = row[1] - row[2], d = row[0] + 3 - row[3];
            var target = coefficients[(i * 64)..];
            (target[0], target[16]) = ((short)((a + b) >> 3), (short)((d + c) >> 3));
            (target[32], target[48]) = ((short)((a - b) >> 3), (short)((d - c) >> 3));
        }
    }

    // √2·cos(π/8) and √2·sin(π/8) times 2^16.
    private static int High(int value) => (value * 20091 >> 16) + value;

    private static int Low(int value) => value * 35468 >> 16;

    private static byte Sum(byte sample, int value) => (byte)Math.Clamp(sample + (value >> 3), 0, 255);
}
