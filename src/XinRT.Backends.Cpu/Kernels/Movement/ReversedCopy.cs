using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>Copies whose inner axis is dense on both sides but runs backwards in the source.</summary>
internal sealed class ReversedCopy : CopyLoop
{
    private readonly LoopAxis _row;

    public ReversedCopy(CopyPiece piece, List<LoopAxis> axes, int lanes, long taskBytes) : base(piece)
    {
        _row = axes[^1];
        var cut = LoopNest.Cut(ref _row, taskBytes / piece.Unit, lanes);
        Nest = new(axes[..^1], cut is { } c ? [c] : [], _row.Count * piece.Unit, taskBytes);
    }

    protected override LoopNest Nest { get; }

    protected override void Body(VectorAssembler asm, Mem from, Mem to)
    {
        Vec v = asm.NewVec(), turned = asm.NewVec(), order = asm.NewVec();
        asm.Load(order, asm.Table([.. Enumerable.Range(0, asm.Lanes).Reverse()]));
        LoopNest.Strips(asm, _row, from, to, (f, t) =>
        {
            asm.Load(v, f + (1 - asm.Lanes) * (long)Piece.Unit, Format);
            asm.Permute(turned, v, order);
            asm.Store(t, turned, Format);
        });
        asm.Free(v, turned, order);
    }
}
