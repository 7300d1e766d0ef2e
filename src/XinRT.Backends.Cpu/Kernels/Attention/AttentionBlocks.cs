namespace XinRT.Backends.Cpu.Kernels.Attention;

/// <summary>How the work of an attention is cut, and where each piece lies in scratch.</summary>
/// <remarks>Query rows are cut into tiles that differ by one row at most; <see cref="BigTiles"/> of them have
/// <see cref="TileRows"/> rows and come first. A block is several tiles whose scores are computed, made probabilities
/// and used before the next block starts. Pitches are an odd number of cache lines, so that the rows of a tile do not
/// meet in the same cache set.</remarks>
internal sealed class AttentionBlocks
{
    /// <summary>Cuts the work.</summary>
    public AttentionBlocks(AttentionForm form, CpuTarget target, int temporaries, int tilesPerBlock)
    {
        int lanes = target.Lanes;
        Vectors = (form.Rows + 1) * 4 + 1 <= target.Vecs ? 4 : 2;
        int most = RegisterTile.MostRows(target.Vecs, Vectors, temporaries);
        Tiles = (form.Rows + most - 1) / most;
        TileRows = (form.Rows + Tiles - 1) / Tiles;
        BigTiles = form.Rows - Tiles * (TileRows - 1);
        TilesPerBlock = Math.Min(Tiles, tilesPerBlock);
        PacksFirst = form.Batch * form.Heads % target.Threads != 0 && form.Batch * form.Heads < 4 * target.Threads;
        TilesPerTask = Tiles;
        if (PacksFirst)
        {
            int groups = Math.Min((Tiles + TilesPerBlock - 1) / TilesPerBlock, 4 * target.Threads);
            TilesPerTask = (Tiles + groups - 1) / groups;
        }
        Groups = (Tiles + TilesPerTask - 1) / TilesPerTask;

        KeyVectors = (form.Columns + lanes - 1) / lanes;
        ValueVectors = (form.ValueDepth + lanes - 1) / lanes;
        QueryPitch = Pitch(form.Depth);
        ScorePitch = Pitch(KeyVectors * lanes);
        int rows = TileRows * TilesPerBlock;
        Queries = 0;
        Scores = Queries + rows * QueryPitch;
        Factors = Scores + rows * ScorePitch;
        Keys = Factors + (rows * 4 + 63) / 64 * 64;
        KeyBytes = ((long)KeyVectors * lanes * form.Depth * 4 + 63) / 64 * 64;
        ValueBytes = (long)form.Columns * ValueVectors * lanes * 4;
        ScratchBytes = Keys + (PacksFirst ? 0 : KeyBytes + ValueBytes);
    }

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

    /// <summary>Whether keys and values are packed by a phase of their own, because several tasks share them.</summary>
    public bool PacksFirst { get; }

    /// <summary>Vectors in a row of scores.</summary>
    public int KeyVectors { get; }

    /// <summary>Vectors in a row of values.</summary>
    public int ValueVectors { get; }

    /// <summary>Bytes from query to query.</summary>
    public long QueryPitch { get; }

    /// <summary>Bytes from row to row of scores.</summary>
    public long ScorePitch { get; }

    /// <summary>Where the scaled queries of a block lie in scratch.</summary>
    public long Queries { get; }

    /// <summary>Where its scores lie.</summary>
    public long Scores { get; }

    /// <summary>Where the reciprocal sums of its rows lie.</summary>
    public long Factors { get; }

    /// <summary>Where a head's packed keys and then values lie, unless a phase packs them into the workspace.</summary>
    public long Keys { get; }

    /// <summary>Bytes of a head's packed keys.</summary>
    public long KeyBytes { get; }

    /// <summary>Bytes of a head's packed values.</summary>
    public long ValueBytes { get; }

    /// <summary>Scratch of a worker.</summary>
    public long ScratchBytes { get; }

    private static long Pitch(int items) => (((items * 4L + 63) / 64) | 1) * 64;
}
