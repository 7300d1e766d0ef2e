using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>One strided copy as loops around the body that suits its strides.</summary>
internal abstract class CopyLoop(CopyPiece piece)
{
    /// <summary>What is copied.</summary>
    public CopyPiece Piece => piece;

    /// <summary>Time as bytes that a plain copy could move instead, for estimates only.</summary>
    public double Cost => 2.0 * piece.Bytes * Slowness;

    /// <summary>Number of tasks.</summary>
    public long Tasks => Nest.Tasks;

    /// <summary>The loops around the body.</summary>
    protected abstract LoopNest Nest { get; }

    /// <summary>Factor by which it is slower than a plain copy.</summary>
    protected virtual double Slowness => 1;

    /// <summary>Bodies written one after the other.</summary>
    protected virtual int Unroll => 1;

    /// <summary>What lies in memory, as vectors see it.</summary>
    protected LaneFormat Format => piece.Unit == 1 ? LaneFormat.U8 : LaneFormat.Bits32;

    /// <summary>The loop for a piece.</summary>
    public static CopyLoop Of(CopyPiece piece, int lanes, long taskBytes)
    {
        var axes = piece.Axes.ToList();
        if (axes.Count == 0) axes.Add(LoopAxis.Of(1, piece.Unit, piece.Unit));
        var inner = axes[^1];
        bool isRow = inner.Steps[1] == piece.Unit;
        if (isRow && (inner.Steps[0] == piece.Unit || inner.Steps[0] == 0)) return new RowCopy(piece, axes, lanes, taskBytes);
        if (isRow && inner.Steps[0] == -piece.Unit && inner.Count >= lanes) return new ReversedCopy(piece, axes, lanes, taskBytes);
        int across = axes.FindIndex(a => a.Steps[0] == piece.Unit);
        if (isRow && InterleavedCopy.Fits(piece.Unit, across < 0 ? null : axes[across], inner, lanes))
            return new InterleavedCopy(piece, axes, across, lanes, taskBytes);
        if (!isRow || across < 0) return new ElementCopy(piece, axes, taskBytes);
        // A tile costs the same however little of it is used.
        long used = Math.Min(lanes, axes[across].Count) * Math.Min(lanes, inner.Count);
        return used >= 5 * lanes ? new TransposedCopy(piece, axes, across, lanes, taskBytes) : new ElementCopy(piece, axes, taskBytes);
    }

    /// <summary>Emits one task.</summary>
    /// <param name="asm">Where to.</param>
    /// <param name="task">Number of the task among those of this copy.</param>
    /// <param name="from">Register with the address of the source; changed.</param>
    /// <param name="to">Register with the address of the target; changed.</param>
    public void Emit(VectorAssembler asm, Gpr task, Gpr from, Gpr to) =>
        Nest.Emit(asm, task, [from, to], Unroll, offsets => Body(asm, VectorAssembler.At(from, offsets[0]), VectorAssembler.At(to, offsets[1])));

    /// <summary>Emits the body; leaves both base registers as they are.</summary>
    protected abstract void Body(VectorAssembler asm, Mem from, Mem to);
}
