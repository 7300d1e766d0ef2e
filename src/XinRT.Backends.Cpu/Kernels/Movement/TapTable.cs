using XinRT.Backends.Cpu.Asm;
using XinRT.Reference;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>Indices and weights of an axis as a table: for each output the byte offsets of its taps, then their weights.</summary>
internal sealed class TapTable
{
    private readonly int[] _items;

    /// <summary>A table.</summary>
    /// <param name="taps">Indices and weights.</param>
    /// <param name="step">Bytes from one index to the next.</param>
    /// <param name="joinsEqual">Whether equal outputs in a row may share a row of the table.</param>
    public TapTable(AxisTaps taps, long step, bool joinsEqual)
    {
        Count = taps.Count;
        Weighs = Count > 1;
        Repeats = joinsEqual && !Weighs ? Repetition(taps) : 1;
        Entries = taps.Out / Repeats;
        _items = new int[Entries * Count * (Weighs ? 2 : 1)];
        for (int e = 0; e < Entries; e++)
        {
            int[] indices = taps.Indices.AsSpan(e * Repeats * Count, Count).ToArray();
            float[] weights = [.. taps.Weights.AsSpan(e * Repeats * Count, Count).ToArray().Select(w => (float)w)];
            Spread(indices, weights);
            for (int k = 0; k < Count; k++)
            {
                _items[e * EntryBytes / 4 + k] = checked((int)(indices[k] * step));
                if (Weighs) _items[e * EntryBytes / 4 + Count + k] = BitConverter.SingleToInt32Bits(weights[k]);
            }
        }
    }

    /// <summary>Taps of an output.</summary>
    public int Count { get; }

    /// <summary>Whether there are weights; a single tap has none.</summary>
    public bool Weighs { get; }

    /// <summary>How many outputs in a row are equal, if always as many.</summary>
    public int Repeats { get; }

    /// <summary>Rows of the table: one for so many equal outputs.</summary>
    public int Entries { get; }

    /// <summary>Bytes of a row of the table.</summary>
    public int EntryBytes => Count * (Weighs ? 8 : 4);

    /// <summary>The first row.</summary>
    public Mem Place(VectorAssembler asm) => asm.Table(_items);

    /// <summary>Where a row holds the offset of a tap.</summary>
    public static Mem Offset(Gpr entry, int tap) => VectorAssembler.At(entry, tap * 4);

    /// <summary>Where a row holds the weight of a tap.</summary>
    public Mem Weight(Gpr entry, int tap) => VectorAssembler.At(entry, (Count + tap) * 4);

    private static int Repetition(AxisTaps taps)
    {
        if (taps.Out % taps.In != 0) return 1;
        int times = taps.Out / taps.In;
        return times <= 4 && Enumerable.Range(0, taps.Out).All(o => taps.Indices[o] == o / times) ? times : 1;
    }

    // A tap without weight must not be read, or an infinity there would spoil the result: it takes half of another tap's place.
    private static void Spread(int[] indices, float[] weights)
    {
        for (int k = 0; k < weights.Length; k++)
        {
            if (weights[k] != 0) continue;
            int other = Array.FindIndex(weights, w => w != 0);
            if (other < 0) return;
            weights[other] /= 2;
            (indices[k], weights[k]) = (indices[other], weights[other]);
        }
    }
}
