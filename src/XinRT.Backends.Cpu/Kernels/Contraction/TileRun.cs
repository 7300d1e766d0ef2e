using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>Tiles along one axis that follow each other and are served by the same code.</summary>
/// <param name="Start">First position of the first tile.</param>
/// <param name="Size">Positions of a tile.</param>
/// <param name="Count">Number of tiles.</param>
/// <param name="Inside">For each position of a tile the taps that fall inside; empty if that is looked up at run
/// time.</param>
internal sealed record TileRun(int Start, int Size, int Count, ValueArray<TapRange> Inside)
{
    /// <summary>Cuts an axis into tiles of nearly equal size, at most <paramref name="most"/>.</summary>
    /// <remarks>Tiles near a border have taps that fall into the padding; those with the same pattern share
    /// code.</remarks>
    public static IReadOnlyList<TileRun> Split(AxisWindow window, int most)
    {
        var runs = new List<TileRun>();
        int outputs = checked((int)window.Out), tiles = (outputs + most - 1) / most;
        if (tiles == 0) return runs;
        int size = outputs / tiles, larger = outputs % tiles;
        if (window.IsInside)
        {
            var all = new TapRange(0, (int)window.Kernel);
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

    /// <summary>For each output the first tap that falls inside and how many do.</summary>
    public static int[] Table(AxisWindow window)
    {
        int[] table = new int[2 * window.Out];
        for (int i = 0; i < window.Out; i++)
        {
            var inside = window.Inside(i);
            (table[2 * i], table[2 * i + 1]) = (inside.Begin, inside.Count);
        }
        return table;
    }
}
