namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>The sizes of one Winograd convolution: how the output is cut into tiles, tiles into blocks, channels into
/// panels, and where the transformed matrices lie.</summary>
internal sealed record WinogradSizes
{
    private const long CacheLine = 64;
    private const double MemoryBytesPerSecond = 30e9;

    /// <summary>Cuts a problem.</summary>
    public WinogradSizes(SpatialProblem problem, Tactic tactic, CpuTarget target)
    {
        Problem = problem;
        Lanes = target.Lanes;
        Tile = tactic.OneOf("tile", WinogradKernel.Tiles);
        Vectors = (int)tactic.OneOf("vectors", WinogradKernel.Vectors);
        Split = tactic.OneOf("split", 0, 1) != 0;
        Channels = problem.Input.Dims[1];
        Filters = problem.Channels;
        TileRows = (problem.Rows.Out + Tile - 1) / Tile;
        TileColumns = (problem.Columns.Out + Tile - 1) / Tile;
        Total = problem.Batch * TileRows * TileColumns;
        // Two thirds of the second-level cache for V and M of a block; the rest for U, which streams through.
        long each = Products * 4 * (PitchOfV / 4 + PanelWidth), most = PanelProduct.MostRows(Vectors, target.Vecs);
        long fit = Math.Max(most, target.L2Bytes * 2 / 3 / each / most * most);
        long workers = Split ? 1 : Math.Min(target.Threads, Total);
        long blocks = Math.Max(1, (Total + fit - 1) / fit);
        blocks = (blocks + workers - 1) / workers * workers;
        Block = Math.Max(1, (Total + blocks - 1) / Math.Max(1, blocks));
        Blocks = (Total + Block - 1) / Block;
        PlaneOfV = OddLines((Split ? Total : Block) * PitchOfV);
        PlaneOfM = OddLines(Block * PanelWidth * 4);
    }

    /// <summary>The convolution.</summary>
    public SpatialProblem Problem { get; }

    /// <summary>Lanes of a vector.</summary>
    public int Lanes { get; }

    /// <summary>Outputs of a tile along each axis.</summary>
    public long Tile { get; }

    /// <summary>Inputs of a tile along each axis.</summary>
    public int Area => (int)Tile + 2;

    /// <summary>Products per tile and pair of channels: as many small matrices.</summary>
    public int Products => Area * Area;

    /// <summary>Vectors of a panel of U.</summary>
    public int Vectors { get; }

    /// <summary>Whether all tiles are transformed first, so that U is read once.</summary>
    public bool Split { get; }

    /// <summary>Input channels.</summary>
    public long Channels { get; }

    /// <summary>Output channels.</summary>
    public long Filters { get; }

    /// <summary>Tiles of an image from top to bottom.</summary>
    public long TileRows { get; }

    /// <summary>Tiles of an image from left to right.</summary>
    public long TileColumns { get; }

    /// <summary>Tiles of all images.</summary>
    public long Total { get; }

    /// <summary>Tiles of a block, but for the last one.</summary>
    public long Block { get; }

    /// <summary>Blocks.</summary>
    public long Blocks { get; }

    /// <summary>Tiles of the last block.</summary>
    public long LastBlock => Total - (Blocks - 1) * Block;

    /// <summary>Filters of a panel.</summary>
    public long PanelWidth => Vectors * Lanes;

    /// <summary>Panels of U.</summary>
    public long Panels => (Filters + PanelWidth - 1) / PanelWidth;

    /// <summary>Bytes of U for one panel and product.</summary>
    public long PanelBytes => Channels * PanelWidth * 4;

    /// <summary>Bytes of U.</summary>
    public long BytesOfU => Products * Panels * PanelBytes;

    /// <summary>The product of one of the matrices of a panel.</summary>
    public PanelProduct Product(CpuTarget target) => new(Vectors, (int)Channels, PitchOfV, PanelWidth * 4)
    {
        AsksForNext = BytesOfU > target.WarmConstants,
    };

    /// <summary>Bytes from tile to tile in V.</summary>
    public long PitchOfV => (Channels + Lanes - 1) / Lanes * Lanes * 4;

    /// <summary>Bytes from one product's matrix to the next in V.</summary>
    public long PlaneOfV { get; }

    /// <summary>Bytes from one product's matrix to the next in M.</summary>
    public long PlaneOfM { get; }

    /// <summary>Bytes of zeros that stand for a row of pixels outside the image.</summary>
    public long ZeroBytes => NeedsZeros ? (Area - 1) * Problem.Source.W + PitchOfV : 0;

    /// <summary>Whether some tile reads rows outside the image.</summary>
    public bool NeedsZeros => Enumerable.Range(0, Area).Any(CanBeOutside);

    /// <summary>Whether row i of some tile is outside the image.</summary>
    public bool CanBeOutside(int i) =>
        i < Problem.Rows.PadBegin || (TileRows - 1) * Tile - Problem.Rows.PadBegin + i >= Problem.Rows.In;

    /// <summary>Estimated seconds of the input transform on one worker.</summary>
    public double ForwardSeconds(CpuTarget target)
    {
        double operations = (Tile == 4 ? 230.0 : 60) * Total * PitchOfV / 4 / target.Flops;
        return Split ? operations + Products * PlaneOfV / target.BytesPerSecond : operations;
    }

    /// <summary>Estimated seconds of the products and the output transform on one worker.</summary>
    public double RemainingSeconds(CpuTarget target) =>
        (2.0 * Products * Channels + (Tile == 4 ? 180 : 40)) * Total * Panels * PanelWidth / (1.25 * target.Flops);

    /// <summary>Estimated seconds that U needs from memory, however many workers there are. A U that fits into half of
    /// the second level stays there from block to block.</summary>
    public double WeightSeconds(CpuTarget target)
    {
        long times = Split || BytesOfU <= target.L2Bytes / 2 ? 1 : Math.Min(Blocks, target.Threads);
        return (double)times * BytesOfU / MemoryBytesPerSecond;
    }

    // An odd count of cache lines: planes then begin in different sets of the first-level cache.
    private static long OddLines(long bytes) => ((bytes + CacheLine - 1) / CacheLine | 1) * CacheLine;
}
