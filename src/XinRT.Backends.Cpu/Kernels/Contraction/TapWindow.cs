namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>How the outputs along one axis read inputs: output o reads input <c>o·Step + t·Dilation − Pad</c> for each tap t,
/// where there is such an input.</summary>
internal sealed record TapWindow(int Outputs, int Inputs, int Taps, int Step, int Dilation, int Pad)
{
    /// <summary>Every output reads the input at its own place.</summary>
    public static TapWindow Plain(long count) => new(checked((int)count), checked((int)count), 1, 1, 1, 0);

    /// <summary>Whether no tap ever falls outside.</summary>
    public bool IsInside => Outputs == 0 || Taps == 0
        || (Pad <= 0 && (Outputs - 1L) * Step + (Taps - 1L) * Dilation - Pad < Inputs);

    /// <summary>Whether there is one tap and it never falls outside.</summary>
    public bool IsPlain => Taps == 1 && IsInside;

    /// <summary>The taps of an output that fall inside.</summary>
    public TapRange Inside(int output)
    {
        long first = (long)output * Step - Pad;
        long begin = first >= 0 ? 0 : (-first + Dilation - 1) / Dilation;
        long end = first >= Inputs ? 0 : (Inputs - 1 - first) / Dilation + 1;
        end = Math.Min(end, Taps);
        return begin >= end ? default : new((int)begin, (int)end);
    }

    /// <summary>For each output the first tap that falls inside and how many do.</summary>
    public int[] InsideTable()
    {
        int[] table = new int[2 * Outputs];
        for (int i = 0; i < Outputs; i++)
        {
            var inside = Inside(i);
            (table[2 * i], table[2 * i + 1]) = (inside.Begin, inside.End - inside.Begin);
        }
        return table;
    }
}

/// <summary>Taps <c>Begin ≤ t &lt; End</c>.</summary>
internal readonly record struct TapRange(int Begin, int End)
{
    /// <summary>Whether a tap is one of them.</summary>
    public bool Has(int tap) => tap >= Begin && tap < End;
}

/// <summary>Tiles along one axis that follow each other and are served by the same code.</summary>
/// <param name="Start">First position of the first tile.</param>
/// <param name="Size">Positions of a tile.</param>
/// <param name="Count">Number of tiles.</param>
/// <param name="Inside">For each position of a tile the taps that fall inside; empty if that is looked up at run time.</param>
internal sealed record TileRun(int Start, int Size, int Count, ValueArray<TapRange> Inside)
{
    /// <summary>Cuts an axis into tiles of nearly equal size, at most <paramref name="most"/>.</summary>
    /// <remarks>Tiles near a border have taps that fall into the padding; those with the same pattern share code.</remarks>
    public static IReadOnlyList<TileRun> Split(TapWindow window, int most)
    {
        var runs = new List<TileRun>();
        int tiles = (window.Outputs + most - 1) / most;
        if (tiles == 0) return runs;
        int size = window.Outputs / tiles, larger = window.Outputs % tiles;
        if (window.IsInside)
        {
            var all = new TapRange(0, window.Taps);
            if (larger > 0) runs.Add(new(0, size + 1, larger, Arrays.Make(size + 1, _ => all)));
            runs.Add(new(larger * (size + 1), size, tiles - larger, Arrays.Make(size, _ => all)));
            return runs;
        }
        int start = 0;
        for (int i = 0; i < tiles; i++)
        {
            var inside = new TapRange[i < larger ? size + 1 : size];
            for (int k = 0; k < inside.Length; k++) inside[k] = window.Inside(start + k);
            ValueArray<TapRange> pattern = inside;
            if (runs.Count > 0 && runs[^1].Inside == pattern) runs[^1] = runs[^1] with { Count = runs[^1].Count + 1 };
            else runs.Add(new(start, inside.Length, 1, pattern));
            start += inside.Length;
        }
        return runs;
    }
}
