using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>Which scale belongs to which element: one for all, one for each index of an axis, or one for each block along an
/// axis.</summary>
public sealed class QuantizationGrid
{
    private readonly long _channels;
    private readonly long _inner;
    private readonly long _block;
    private readonly long _blocks;
    private readonly Kind _kind;

    private QuantizationGrid(Kind kind, long outer, long channels, long inner, long block)
    {
        _kind = kind;
        _channels = channels;
        _inner = inner;
        _block = block;
        _blocks = (channels + block - 1) / block;
        Rows = (int)(outer * channels);
    }

    /// <summary>Work on one run of elements: those from <paramref name="from"/> on use the scales from
    /// <paramref name="scale"/> on, which step by <paramref name="scaleStep"/>, 0 or 1.</summary>
    public delegate void Row(int from, int count, int scale, int scaleStep);

    private enum Kind
    {
        Tensor,
        Axis,
        Block,
    }

    /// <summary>Number of rows: runs of elements behind one index of the axis.</summary>
    public int Rows { get; }

    /// <summary>Finds the grid, or null with what was wanted if the sizes do not fit together.</summary>
    public static QuantizationGrid? Make(ReadOnlySpan<long> dims, ReadOnlySpan<long> scale, long axis, long block, out string wanted)
    {
        wanted = "";
        long count = Strides.Count(dims);
        if (scale.Length == 0 || (Strides.Count(scale) == 1 && block == 0)) return new(Kind.Tensor, 1, 1, count, 1);
        if (dims.Length == 1) axis = 0;
        if (axis < -dims.Length || axis >= dims.Length)
        {
            wanted = $"the axis must be from {-dims.Length} to {dims.Length - 1}, but it is {axis}";
            return null;
        }
        int at = (int)(axis < 0 ? axis + dims.Length : axis);
        long outer = Strides.Count(dims[..at]), channels = dims[at], inner = Strides.Count(dims[(at + 1)..]);
        if (block == 0)
        {
            if (scale.Length == 1 && scale[0] == channels) return new(Kind.Axis, outer, channels, inner, 1);
            wanted = $"the scale must be one or [{channels}], but it is [{string.Join(',', scale.ToArray())}]";
            return null;
        }
        long[] blocked = dims.ToArray();
        if (block > 0) blocked[at] = (channels - 1) / block + 1;
        if (block > 0 && scale.SequenceEqual(blocked)) return new(Kind.Block, outer, channels, inner, Math.Min(block, Math.Max(1, channels)));
        wanted = $"blocks of {block} on axis {at} want a scale [{string.Join(',', blocked)}], but it is [{string.Join(',', scale.ToArray())}]";
        return null;
    }

    /// <summary>Calls the work for every element once.</summary>
    public void For(Workers threads, Row work)
    {
        const int Grain = 1 << 15;
        if (_kind == Kind.Tensor)
        {
            ParallelRange.For(threads, (int)_inner, Grain, (from, to) => work(from, to - from, 0, 0));
            return;
        }
        if (_kind == Kind.Axis && _inner == 1)
        {
            // Scales lie side by side with the elements.
            int outer = (int)(Rows / Math.Max(1, _channels));
            ParallelRange.For(threads, outer, Grain / (int)Math.Max(1, Math.Min(_channels, Grain)), (from, to) =>
            {
                for (int o = from; o < to; o++) work((int)(o * _channels), (int)_channels, 0, 1);
            });
            return;
        }
        ParallelRange.For(threads, Rows, (int)Math.Max(1, Grain / Math.Max(1, _inner)), (from, to) =>
        {
            for (int row = from; row < to; row++)
            {
                var (outer, channel) = Math.DivRem(row, (int)_channels);
                if (_kind == Kind.Axis) work((int)(row * _inner), (int)_inner, channel, 0);
                else work((int)(row * _inner), (int)_inner, (int)((outer * _blocks + channel / _block) * _inner), 1);
            }
        });
    }
}
