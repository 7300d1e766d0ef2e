using System.Numerics;
using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>Copies whose inner axis is dense in the target, while another axis is dense in the source.</summary>
/// <remarks>Squares of a vector's lanes on both sides are loaded along one axis, transposed in registers and stored along the
/// other. Squares at the end overlap those before; an axis shorter than a vector is masked. A task is a block of about 64 such
/// elements by 256, so that lines of which a square uses only a part are still in the cache for the next.</remarks>
internal sealed class TransposedCopy : CopyLoop
{
    private const long BlockSide = 64;

    // Dense in the source, dense in the target.
    private readonly LoopAxis _across, _inner;

    public TransposedCopy(CopyPiece piece, List<LoopAxis> axes, int across, int lanes, long taskBytes) : base(piece)
    {
        (_across, _inner) = (axes[across], axes[^1]);
        long budget = taskBytes / piece.Unit;
        var cuts = new List<TaskAxis>();
        if (_across.Count * _inner.Count > budget)
        {
            long side = Math.Max(lanes, budget / Math.Max(BlockSide, _inner.Count));
            if (LoopNest.Cut(ref _across, Math.Max(side, BlockSide), lanes) is { } a) cuts.Add(a);
            if (LoopNest.Cut(ref _inner, Math.Max(lanes, budget / _across.Count), lanes) is { } b) cuts.Add(b);
        }
        Nest = new([.. axes.Where((_, k) => k != across && k != axes.Count - 1)], cuts, _across.Count * _inner.Count * piece.Unit, taskBytes, 1);
    }

    protected override LoopNest Nest { get; }

    protected override double Slowness => 1.5;

    protected override void Body(VectorAssembler asm, Mem from, Mem to)
    {
        int columns = (int)Math.Min(asm.Lanes, _across.Count), rows = (int)Math.Min(asm.Lanes, _inner.Count);
        Mask? loads = columns < asm.Lanes ? asm.FirstLanes(columns) : null, stores = rows < asm.Lanes ? asm.FirstLanes(rows) : null;
        var v = asm.NewVecs(asm.Lanes);
        // Rows whose distance is a multiple of a high power of 2 share few sets of the caches: that side is walked along its rows,
        // so that each of its lines is done with at once.
        bool alongTarget = BitOperations.TrailingZeroCount(_across.Steps[1]) >= BitOperations.TrailingZeroCount(_inner.Steps[0]);
        var (slow, fast) = alongTarget ? (_across, _inner) : (_inner, _across);
        LoopNest.Strips(asm, slow, from, to, (f, t) => LoopNest.Strips(asm, fast, f, t, Square));
        asm.Free(v);
        if (loads is { } l) asm.Free(l);
        if (stores is { } s) asm.Free(s);

        void Square(Mem f, Mem t)
        {
            for (int i = 0; i < rows; i++)
            {
                var row = f + i * _inner.Steps[0];
                if (loads is { } mask) asm.Load(v[i], row, mask, Format);
                else asm.Load(v[i], row, Format);
            }
            asm.Transpose(v);
            for (int i = 0; i < columns; i++)
            {
                var row = t + i * _across.Steps[1];
                if (stores is { } mask) asm.Store(row, v[i], mask, Format);
                else asm.Store(row, v[i], Format);
            }
        }
    }
}
