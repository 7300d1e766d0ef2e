using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>A rectangle of the result of one of several equal matrix products.</summary>
public readonly record struct GemmPart(int Batch, int Row, int Rows, int Column, int Columns);

/// <summary>Splits matrix products over threads.</summary>
public static class GemmGrid
{
    // Below this many multiply-adds a second thread costs more than it brings.
    private const double Grain = 1 << 18;

    /// <summary>Calls the body once for every part; parts are disjoint and cover all results. Several products are split
    /// among themselves first, then each into a grid of rectangles chosen so that the least is packed twice.</summary>
    public static void For(Workers threads, int batch, int rows, int columns, int depth, int tileColumns, Action<GemmPart> body)
    {
        if (batch <= 0 || rows <= 0 || columns <= 0) return;
        double work = (double)rows * columns * Math.Max(1, depth);
        int useful = (int)Math.Clamp(work * batch / Grain, 1, threads);
        int perProduct = (int)Math.Clamp(Math.Min((useful + batch - 1L) / batch, (long)(work / Grain)), 1, useful);
        var (down, across) = Shape(perProduct, rows, columns, tileColumns);
        int grid = down * across;
        int grain = (int)Math.Clamp(Grain / (work / grid), 1, 1 << 20);
        ParallelRange.For(useful, checked(batch * grid), grain, (from, to) =>
        {
            for (int part = from; part < to; part++)
            {
                int cell = part % grid;
                var (row, rowEnd) = Cut(rows, BlockedGemm.TileRows, cell / across, down);
                var (column, columnEnd) = Cut(columns, tileColumns, cell % across, across);
                if (row < rowEnd && column < columnEnd)
                    body(new(part / grid, row, rowEnd - row, column, columnEnd - column));
            }
        });
    }

    // The largest part decides the time; packing counts as some multiply-adds per element.
    private static (int Down, int Across) Shape(int parts, int rows, int columns, int tileColumns)
    {
        var best = (1, parts);
        double least = double.MaxValue;
        for (int down = 1; down <= parts; down++)
        {
            if (parts % down != 0) continue;
            double m = Largest(rows, BlockedGemm.TileRows, down), n = Largest(columns, tileColumns, parts / down);
            double cost = m * n + 8 * tileColumns * (m / 4 + n / 2) / 16;
            if (cost < least) (least, best) = (cost, (down, parts / down));
        }
        return best;
    }

    private static double Largest(int size, int unit, int parts) => ((size + unit - 1) / unit + parts - 1) / parts * unit;

    private static (int From, int To) Cut(int size, int unit, int part, int parts)
    {
        long units = (size + unit - 1) / unit;
        return ((int)Math.Min(size, units * part / parts * unit), (int)Math.Min(size, units * (part + 1) / parts * unit));
    }
}
