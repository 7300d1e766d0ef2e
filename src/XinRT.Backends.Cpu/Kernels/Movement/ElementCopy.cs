using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>Copies without any order that vectors could use: element by element.</summary>
internal sealed class ElementCopy : CopyLoop
{
    private const int Interleave = 4;

    private readonly LoopAxis _inner;

    public ElementCopy(CopyPiece piece, List<LoopAxis> axes, long taskBytes) : base(piece)
    {
        _inner = axes[^1];
        // Cost counts bytes, so that tasks take as long as those of plain copies.
        long budget = Math.Max(1, taskBytes / 4 / piece.Unit);
        var cut = LoopNest.Cut(ref _inner, budget, Interleave);
        Nest = new(axes[..^1], cut is { } c ? [c] : [], _inner.Count, budget);
    }

    protected override LoopNest Nest { get; }

    protected override double Slowness => 16.0 / Piece.Unit;

    protected override void Body(VectorAssembler asm, Mem from, Mem to)
    {
        if (_inner.Count <= 2 * Interleave)
        {
            Elements(asm, from, to, (int)_inner.Count);
            return;
        }
        // The base registers belong to the loops around.
        Gpr source = asm.NewGpr(), target = asm.NewGpr();
        asm.Address(source, from);
        asm.Address(target, to);
        asm.Repeat(_inner.Count / Interleave, () =>
        {
            Elements(asm, VectorAssembler.At(source), VectorAssembler.At(target), Interleave);
            asm.Add(source, Interleave * _inner.Steps[0]);
            asm.Add(target, Interleave * _inner.Steps[1]);
        });
        Elements(asm, VectorAssembler.At(source), VectorAssembler.At(target), (int)(_inner.Count % Interleave));
        asm.Free(source, target);
    }

    private void Elements(VectorAssembler asm, Mem from, Mem to, int count)
    {
        if (count == 0) return;
        var temp = asm.NewGpr();
        for (int i = 0; i < count; i++)
        {
            RowCopy.Word(asm, from + i * _inner.Steps[0], to + i * _inner.Steps[1], temp, Piece.Unit);
        }
        asm.Free(temp);
    }
}
