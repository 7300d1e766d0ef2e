namespace XinRT.Reference.Images;

/// <summary>Inverse wavelet transforms: 5/3 in whole numbers, 9/7 in single precision.</summary>
internal static class Jpeg2000Wavelet
{
    private const float Alpha = -1.586134342f, Beta = -0.052980118f, Gamma = 0.882911075f, Delta = 0.443506852f;

    // Low parts are scaled by K, high parts by 2/K, so that steps of all bands count the same.
    private const float Low = 1.230174105f, High = 1.625732422f;

    /// <summary>Undoes one level in both directions: low parts lie before high parts in rows and columns.</summary>
    /// <param name="samples">The plane.</param>
    /// <param name="stride">Samples per row of the plane.</param>
    /// <param name="low">Columns and rows of low parts.</param>
    /// <param name="full">Columns and rows of the result.</param>
    /// <param name="odd">Where the first column and row is one of high parts.</param>
    /// <param name="line">Undoes one level of a line of interleaved parts.</param>
    public static void Undo<T>(T[] samples, int stride, (int X, int Y) low, (int X, int Y) full, (bool X, bool Y) odd, LineTransform<T> line)
    {
        var work = new T[Math.Max(full.X, full.Y)];
        for (int y = 0; y < full.Y; y++) Line(samples, y * stride, 1, low.X, full.X, odd.X, work, line);
        for (int x = 0; x < full.X; x++) Line(samples, x, stride, low.Y, full.Y, odd.Y, work, line);
    }

    /// <summary>The 5/3 transform of a line.</summary>
    public static void Whole(Span<int> x, bool odd)
    {
        int first = odd ? 1 : 0;
        if (x.Length == 1)
        {
            if (odd) x[0] /= 2;
            return;
        }
        for (int i = first; i < x.Length; i += 2) x[i] -= (x[Before(i)] + x[After(i, x.Length)] + 2) >> 2;
        for (int i = 1 - first; i < x.Length; i += 2) x[i] += (x[Before(i)] + x[After(i, x.Length)]) >> 1;
    }

    /// <summary>The 9/7 transform of a line.</summary>
    public static void Real(Span<float> x, bool odd)
    {
        if (x.Length == 1) return;
        int first = odd ? 1 : 0;
        for (int i = 0; i < x.Length; i++) x[i] *= (i & 1) == first ? Low : High;
        Lift(x, first, -Delta);
        Lift(x, 1 - first, -Gamma);
        Lift(x, first, -Beta);
        Lift(x, 1 - first, -Alpha);
    }

    private static void Lift(Span<float> x, int first, float factor)
    {
        for (int i = first; i < x.Length; i += 2) x[i] += (x[Before(i)] + x[After(i, x.Length)]) * factor;
    }

    // Lines are mirrored at their ends.
    private static int Before(int i) => i == 0 ? 1 : i - 1;

    private static int After(int i, int length) => i + 1 == length ? i - 1 : i + 1;

    private static void Line<T>(T[] samples, int at, int step, int low, int full, bool odd, T[] work, LineTransform<T> line)
    {
        int first = odd ? 1 : 0;
        for (int i = 0; i < low; i++) work[first + 2 * i] = samples[at + i * step];
        for (int i = low; i < full; i++) work[1 - first + 2 * (i - low)] = samples[at + i * step];
        line(work.AsSpan(0, full), odd);
        for (int i = 0; i < full; i++) samples[at + i * step] = work[i];
    }
}

/// <summary>Undoes one level of a line; <paramref name="odd"/> if the first sample is a high part.</summary>
internal delegate void LineTransform<T>(Span<T> line, bool odd);
