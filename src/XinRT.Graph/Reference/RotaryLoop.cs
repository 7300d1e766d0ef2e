using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>Rotates pairs of elements of each head row by the angle of its position; what lies beyond the rotated part is
/// copied. Pairs are (2i, 2i+1) if interleaved, else (i, i + half).</summary>
internal sealed class RotaryLoop
{
    /// <summary>Elements of a row that are rotated; even.</summary>
    public required int Rotated { get; init; }

    public required bool Interleaved { get; init; }

    /// <summary>Cosines in f32, half of <see cref="Rotated"/> per line.</summary>
    public required Tensor Cosines { get; init; }

    /// <summary>Sines, laid out like <see cref="Cosines"/>.</summary>
    public required Tensor Sines { get; init; }

    /// <summary>The line of the caches for a batch and row.</summary>
    public required Func<int, int, long> Line { get; init; }

    /// <summary>The caches have this many lines.</summary>
    public int Lines => Rotated == 0 ? int.MaxValue : Cosines.Count / (Rotated / 2);

    /// <summary>Rotates f32 data; both views may be the same memory.</summary>
    public void Run(HeadView source, HeadView target, int batch, int heads, int rows, int depth, Workers threads)
    {
        ParallelRange.For(threads, batch * rows, 1 + 4096 / Math.Max(1, heads * depth), (from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                int b = i / rows, row = i % rows, half = Rotated / 2, line = (int)Line(b, row);
                var cos = Cosines.Span<float>().Slice(line * half, half);
                var sin = Sines.Span<float>().Slice(line * half, half);
                for (int h = 0; h < heads; h++)
                    Rotate(source.From<float>(b, h, row)[..depth], target.From<float>(b, h, row)[..depth], cos, sin);
            }
        });
    }

    private void Rotate(ReadOnlySpan<float> x, Span<float> y, ReadOnlySpan<float> cos, ReadOnlySpan<float> sin)
    {
        x[Rotated..].CopyTo(y[Rotated..]);
        int step = Interleaved ? 2 : 1, apart = Interleaved ? 1 : cos.Length;
        for (int i = 0; i < cos.Length; i++)
        {
            float first = x[i * step], second = x[i * step + apart];
            y[i * step] = first * cos[i] - second * sin[i];
            y[i * step + apart] = second * cos[i] + first * sin[i];
        }
    }
}
