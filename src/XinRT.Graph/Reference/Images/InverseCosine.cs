namespace XinRT.Reference.Images;

/// <summary>Inverse cosine transform of 8x8 blocks in 13-bit fixed point, by the factorization of Loeffler, Ligtenberg and
/// Moschytz: the arithmetic of the usual "slow integer" transform, so results agree with it bit for bit.</summary>
internal static class InverseCosine
{
    private const int Bits = 13, ExtraBits = 2;

    // cos and sin of multiples of π/16, combined as the factorization needs them, times 2^13.
    private const int C0299 = 2446, C0390 = 3196, C0541 = 4433, C0765 = 6270, C0900 = 7373, C1176 = 9633,
        C1501 = 12299, C1848 = 15137, C1962 = 16069, C2053 = 16819, C2563 = 20995, C3073 = 25172;

    /// <summary>Makes the 64 samples of a block.</summary>
    public static void Run(ReadOnlySpan<short> coefficients, ReadOnlySpan<int> quantization, Span<byte> samples, int stride)
    {
        Span<int> work = stackalloc int[64];
        Span<int> line = stackalloc int[8];
        for (int column = 0; column < 8; column++)
        {
            for (int i = 0; i < 8; i++) line[i] = coefficients[i * 8 + column] * quantization[i * 8 + column];
            Line(line, Bits - ExtraBits);
            for (int i = 0; i < 8; i++) work[i * 8 + column] = line[i];
        }
        for (int row = 0; row < 8; row++)
        {
            work.Slice(row * 8, 8).CopyTo(line);
            Line(line, Bits + ExtraBits + 3);
            for (int i = 0; i < 8; i++) samples[row * stride + i] = (byte)Math.Clamp(line[i] + 128, 0, 255);
        }
    }

    private static void Line(Span<int> x, int shift)
    {
        int half = 1 << (shift - 1);
        int turn = (x[2] + x[6]) * C0541;
        int low = turn - x[6] * C1848, high = turn + x[2] * C0765;
        int sum = (x[0] + x[4]) << Bits, difference = (x[0] - x[4]) << Bits;
        int e0 = sum + high + half, e3 = sum - high + half, e1 = difference + low + half, e2 = difference - low + half;

        int a = x[7] + x[1], b = x[5] + x[3], c = x[7] + x[3], d = x[5] + x[1];
        int both = (c + d) * C1176;
        a *= -C0900;
        b *= -C2563;
        c = c * -C1962 + both;
        d = d * -C0390 + both;
        int o3 = x[7] * C0299 + a + c, o2 = x[5] * C2053 + b + d, o1 = x[3] * C3073 + b + c, o0 = x[1] * C1501 + a + d;

        (x[0], x[7]) = ((e0 + o0) >> shift, (e0 - o0) >> shift);
        (x[1], x[6]) = ((e1 + o1) >> shift, (e1 - o1) >> shift);
        (x[2], x[5]) = ((e2 + o2) >> shift, (e2 - o2) >> shift);
        (x[3], x[4]) = ((e3 + o3) >> shift, (e3 - o3) >> shift);
    }
}
