using XinRT.Backends.Cpu.Kernels.Contraction;

namespace XinRT.Backends.Cpu.Kernels.Attention;

/// <summary>How the work of an attention is cut, and where each piece lies in scratch.</summary>
/// <remarks>
/// <para>Query rows are cut into tiles that differ by one row at most; <see cref="BigTiles"/> of them have
/// <see cref="TileRows"/> rows and come first. A block is several tiles whose scores are computed, made probabilities
/// and used before the next block starts. Pitches are an odd number of cache lines, so that the rows of a tile do not
/// meet in the same cache set.</para>
/// <para>Long rows of scores are cut too: <see cref="KeyBlock"/> keys at a time, so that scratch does not grow with the
/// number of keys and a block of keys stays in the cache for all tiles of a block.</para>
/// </remarks>
internal sealed class AttentionBlocks
{
    // Up to so many rows it takes longer to pack keys than to use them as they are.
    private const int NarrowRows = 4;

    /// <summary>Cuts the work.</summary>
    public AttentionBlocks(AttentionForm form, CpuTarget target, int temporaries, int tilesPerBlock, int keyBlock)
    {
        int lanes = target.Lanes;
        IsNarrow = form.Rows <= NarrowRows;
        Vectors = (form.Rows + 1) * 4 + 1 <= target.Vecs ? 4 : 2;
        int most = MicroKernel.MostRows(target.Vecs, Vectors, temporaries);
        Tiles = (form.Rows + most - 1) / most;
        TileRows = (form.Rows + Tiles - 1) / Tiles;
        BigTiles = form.Rows - Tiles * (TileRows - 1);
        TilesPerBlock = Math.Min(Tiles, tilesPerBlock);
        KeyBlock = keyBlock > 0 ? Math.Min(form.Columns, keyBlock) : form.Columns;
        bool split = form.Batch * form.Heads % target.Threads != 0 && form.Batch * form.Heads < 4 * target.Threads;
        PacksFirst = !IsNarrow && (split || form.Heads > form.KvHeads);
        TilesPerTask = Tiles;
        if (PacksFirst && split)
        {
            int groups = Math.Min((Tiles + TilesPerBlock - 1) / TilesPerBlock, 4 * target.Threads);
            TilesPerTask = (Tiles + groups - 1) / groups;
        }
        Groups = (Tiles + TilesPerTask - 1) / TilesPerTask;

        ValueVectors = (form.ValueDepth + lanes - 1) / lanes;
        QueryPitch = Pitch(form.Depth);
        ScorePitch = Pitch((KeyBlock + lanes - 1) / lanes * lanes);
        ResultPitch = Pitch(ValueVectors * lanes);
        int rows = TileRows * TilesPerBlock;
        StateBytes = (rows * 4 + 63) / 64 * 64;
        Queries = 0;
        Scores = Queries + rows * QueryPitch;
        Factors = Scores + rows * ScorePitch;
        Results = Factors + 3L * StateBytes;
        Keys = Results + (IsOnline(form) ? rows * ResultPitch : 0);
        KeyBytes = ((form.Columns + lanes - 1) / lanes * (long)lanes * form.Depth * 4 + 63) / 64 * 64;
        ValueBytes = (long)form.Columns * ValueVectors * lanes * 4;
        ScratchBytes = Keys + (PacksFirst || IsNarrow ? 0 : KeyBytes + ValueBytes);
    }

    /// <summary>Whether keys and values are read where they are, since a head has few rows.</summary>
    public bool IsNarrow { get; }

    /// <summary>Vectors in a row of a register tile.</summary>
    public int Vectors { get; }

    /// <summary>Tiles of all query rows.</summary>
    public int Tiles { get; }

    /// <summary>Rows of a big tile; the others have one less.</summary>
    public int TileRows { get; }

    /// <summary>Number of big tiles.</summary>
    public int BigTiles { get; }

    /// <summary>Tiles in a block.</summary>
    public int TilesPerBlock { get; }

    /// <summary>Tiles in a task.</summary>
    public int TilesPerTask { get; }

    /// <summary>Tasks of a head.</summary>
    public int Groups { get; }

    /// <summary>Keys whose scores are kept at a time.</summary>
    public int KeyBlock { get; }

    /// <summary>Whether keys and values are packed by a phase of their own, because several tasks share them.</summary>
    public bool PacksFirst { get; }

    /// <summary>Vectors in a row of values.</summary>
    public int ValueVectors { get; }

    /// <summary>Bytes from query to query.</summary>
    public long QueryPitch { get; }

    /// <summary>Bytes from row to row of scores.</summary>
    public long ScorePitch { get; }

    /// <summary>Bytes from row to row of sums that are not complete.</summary>
    public long ResultPitch { get; }

    /// <summary>Where the scaled queries of a block lie in scratch.</summary>
    public long Queries { get; }

    /// <summary>Where its scores lie.</summary>
    public long Scores { get; }

    /// <summary>Where the factors of its rows lie; then the largest scores so far, then the sums of exponentials.</summary>
    public long Factors { get; }

    /// <summary>Bytes of one number per row.</summary>
    public int StateBytes { get; }

    /// <summary>Where sums that are not complete lie.</summary>
    public long Results { get; }

    /// <summary>Where a head's packed keys and then values lie, unless a phase packs them into the workspace.</summary>
    public long Keys { get; }

    /// <summary>Bytes of a head's packed keys.</summary>
    public long KeyBytes { get; }

    /// <summary>Bytes of a head's packed values.</summary>
    public long ValueBytes { get; }

    /// <summary>Scratch of a worker.</summary>
    public long ScratchBytes { get; }

    /// <summary>Whether the keys of a row come in several blocks, so that its softmax is corrected as it goes.</summary>
    public bool IsOnline(AttentionForm form) => KeyBlock < form.Columns;

    private static long Pitch(int items) => (((items * 4L + 63) / 64) | 1) * 64;
}
