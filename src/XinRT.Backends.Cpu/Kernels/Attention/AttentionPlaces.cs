using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Kernels.Attention;

/// <summary>An operand of an attention: a stack slot with the address of its current head, and strides over batch,
/// head, row and the innermost axis, in items.</summary>
internal sealed record HeadPlace(Mem Slot, long[] Strides)
{
    /// <summary>Bytes of an item.</summary>
    public int ItemBytes { get; init; } = 4;

    /// <summary>Bytes from row to row.</summary>
    public long RowBytes => Strides[2] * ItemBytes;
}

/// <summary>Stack slots of an attention kernel.</summary>
internal sealed class AttentionPlaces(VectorAssembler asm)
{
    /// <summary>Queries.</summary>
    public required HeadPlace Query { get; init; }

    /// <summary>Keys.</summary>
    public required HeadPlace Key { get; init; }

    /// <summary>Values.</summary>
    public required HeadPlace Value { get; init; }

    /// <summary>The result.</summary>
    public required HeadPlace Output { get; init; }

    /// <summary>Summands or truth values of the scores, if any.</summary>
    public required HeadPlace? Mask { get; init; }

    /// <summary>Operands of what follows, by the node's input.</summary>
    public required IReadOnlyDictionary<int, HeadPlace> Operands { get; init; }

    /// <summary>Address of the head's packed keys; values follow.</summary>
    public Mem Packed { get; } = asm.NewSlot();

    /// <summary>The tile with which the next block starts.</summary>
    public Mem Tile { get; } = asm.NewSlot();

    /// <summary>End of the task's tiles.</summary>
    public Mem LastTile { get; } = asm.NewSlot();

    /// <summary>First row of the block.</summary>
    public Mem FirstRow { get; } = asm.NewSlot();

    /// <summary>Rows of the block.</summary>
    public Mem Rows { get; } = asm.NewSlot();

    /// <summary>Big tiles of the block.</summary>
    public Mem BigTiles { get; } = asm.NewSlot();

    /// <summary>Other tiles of the block.</summary>
    public Mem SmallTiles { get; } = asm.NewSlot();

    /// <summary>First key of the block of keys.</summary>
    public Mem FirstKey { get; } = asm.NewSlot();

    /// <summary>Keys of the batch that count.</summary>
    public Mem Valid { get; } = asm.NewSlot();

    /// <summary>Position of row 0 of the batch, where it is not known before.</summary>
    public Mem Position { get; } = asm.NewSlot();

    /// <summary>Keys that any row of the block sees.</summary>
    public Mem Seen { get; } = asm.NewSlot();

    /// <summary>Those of them that are in the block of keys.</summary>
    public Mem Limit { get; } = asm.NewSlot();

    /// <summary>Keys of the block of keys before the end of what the current row sees.</summary>
    public Mem Open { get; } = asm.NewSlot();

    /// <summary>Keys of the block of keys before the first that the current row sees.</summary>
    public Mem Shut { get; } = asm.NewSlot();
}
