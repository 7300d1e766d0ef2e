using XinRT.Backends.Cpu.Asm;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>Tables in the constant pool that tell a <see cref="RowSweep"/> where windows and vectors of channels begin.</summary>
/// <param name="asm">Whose pool it is.</param>
/// <param name="factor">The kernel's own number for an output along an axis.</param>
internal sealed class SweepTables(VectorAssembler asm, Func<AxisWindow, long, float> factor)
{
    /// <summary>Items for an output along an axis.</summary>
    public const int WindowItems = 4;

    /// <summary>Items for a vector of channels.</summary>
    public const int VectorItems = 4;

    /// <summary>For each output along an axis: where its first tap is in the input, where that tap's constants are, how many taps
    /// exist, and a number of the kernel's own.</summary>
    public Mem Windows(AxisWindow window, long step, long tapBytes, (long Input, long Constants) from)
    {
        var items = new int[window.Out * WindowItems];
        for (int o = 0; o < window.Out; o++)
        {
            var (first, count) = window.Taps(o);
            items[o * WindowItems] = checked((int)(first * step + from.Input));
            items[o * WindowItems + 1] = checked((int)(from.Constants + window.Inside(o).Begin * tapBytes));
            items[o * WindowItems + 2] = count;
            items[o * WindowItems + 3] = BitConverter.SingleToInt32Bits(factor(window, o));
        }
        return asm.Table(items);
    }

    /// <summary>For each vector of channels, the last one first: its place in a pixel, the distance from here to its pattern, and
    /// how many lanes are loaded and stored. For vectors of two groups the lanes of the first and the distance of the
    /// second.</summary>
    public Mem Vectors(LaneSources sources, long channels)
    {
        int vectors = (int)sources.Vectors, lanes = asm.Lanes, patterns = (int)Math.Min(vectors, sources.Outputs);
        int[] items = new int[vectors * VectorItems + patterns * lanes];
        for (int v = 0; v < vectors; v++)
        {
            int at = (vectors - 1 - v) * VectorItems, pattern = vectors * VectorItems + v % patterns * lanes;
            items[at] = checked((int)(sources.First(v) * 4));
            items[at + 1] = (pattern - at) * 4;
            items[at + 2] = checked((int)sources.Needed(v));
            if (sources.IsPair)
                (items[at + 1], items[at + 2]) = (sources.OfFirst(v), (int)sources.Distance(v, lanes - 1) * 4);
            items[at + 3] = (int)Math.Min(lanes, channels - (long)v * lanes);
            for (int l = 0; l < lanes && v < patterns; l++) items[pattern + l] = checked((int)sources.Distance(v, l));
        }
        return asm.Table(items);
    }
}
