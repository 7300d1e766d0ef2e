using XinRT.Backends.Cpu.Asm;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>What is at hand where a tile is emitted: position registers and the operands' pointers.</summary>
internal sealed class TileScope(VectorAssembler asm, ContractionProblem problem)
{
    private readonly Dictionary<(int, ValueArray<long>), Mem> _bases = [];

    /// <summary>First row of outputs of the tile.</summary>
    public required Gpr Y { get; init; }

    /// <summary>First output of each row.</summary>
    public required Gpr X { get; init; }

    /// <summary>First column of the panel.</summary>
    public required Gpr N { get; init; }

    /// <summary>First parameter of the kernel.</summary>
    public required Gpr Arguments { get; init; }

    /// <summary>The panel that was gathered, if B is of that form.</summary>
    public Gpr? Gathered { get; init; }

    /// <summary>Where sums of finished chunks are kept, unless k is split.</summary>
    public Mem KeptSums { get; init; }

    /// <summary>Length of the part of k that is summed: all of it unless k is split.</summary>
    public int Depth { get; set; } = problem.K;

    /// <summary>Set if k is split: where the first k of the part is kept, and the address of the tile's sums.</summary>
    public (Mem First, Mem Sums)? Part { get; init; }

    /// <summary>Whether the part of k is the last one: the tile is complete after it.</summary>
    public bool IsLastPart { get; set; } = true;

    /// <summary>Places on the stack for use within a tile.</summary>
    public required Mem[] Slots { get; init; }

    /// <summary>Where the first source of the task and their number are kept, if a window tells them.</summary>
    public (Mem First, Mem Count)? Sources { get; init; }

    /// <summary>Bytes from the vectors of one k to the next.</summary>
    public int StepOfB { get; set; }

    /// <summary>Whether the last vector of B may only be read under the mask.</summary>
    public bool MasksB => problem.B.Form == PanelForm.InPlace;

    /// <summary>How far ahead of its use B is asked for; 0 for not at all.</summary>
    public int PrefetchBytes { get; set; }

    /// <summary>Whether items of the next tile along x are asked for while a tile is computed.</summary>
    public bool PrefetchesA { get; init; }

    /// <summary>Whether columns of the next panel are.</summary>
    public bool PrefetchesB { get; init; }

    /// <summary>Whether what follows the panel is asked for while its tiles are computed.</summary>
    public bool PrefetchesNext { get; init; }

    /// <summary>Whether places of results are asked for while a tile is computed.</summary>
    public bool PrefetchesC { get; init; }

    /// <summary>A place on the stack for an operand's pointer at the task's outer position.</summary>
    public Mem KeepBase(int argument, ValueArray<long> outer) => _bases[(argument, outer)] = asm.NewSlot();

    /// <summary>A new register with the address of the operand at the tile's first output and column.</summary>
    public Gpr Pointer(TileOperand operand)
    {
        var p = asm.NewGpr();
        asm.Load64(p, Base(operand.Argument, operand.Outer));
        AddScaled(p, Y, operand.Y * 4);
        AddScaled(p, X, operand.X * 4);
        AddScaled(p, N, operand.N * 4);
        if (operand.Offset != 0) asm.Add(p, operand.Offset * 4);
        return p;
    }

    /// <summary>A new register with the address of the first vector of the panel.</summary>
    public Gpr PointerToPanel()
    {
        var p = asm.NewGpr();
        if (Gathered is { } gathered)
        {
            asm.Move(p, gathered);
            return p;
        }
        asm.Load64(p, Base(problem.B.Argument, problem.B.Outer));
        AddScaled(p, N, 4 * problem.B.Form switch
        {
            PanelForm.Packed => problem.Depth,
            PanelForm.Columns => problem.B.N,
            _ => 1,
        });
        SkipParts(p, StepOfB / 4);
        return p;
    }

    /// <summary>A new register with the address from which on a tile asks for its share of what follows the panel in memory: all tiles
    /// together ask for as much as the panel has. Null if nothing is asked for.</summary>
    public Gpr? PointerToNext(Gpr panel)
    {
        if (!PrefetchesNext) return null;
        var p = asm.NewGpr();
        long bytes = problem.Depth / problem.K * Depth * StepOfB;
        long share = Math.Max(1, bytes / PrefetchStream.LineBytes / problem.Outputs) * PrefetchStream.LineBytes;
        asm.Address(p, At(panel, bytes));
        AddScaled(p, Y, problem.X.Out * share);
        AddScaled(p, X, share);
        return p;
    }

    /// <summary>Moves a pointer, which makes so many steps for one k, to the part of k that is summed.</summary>
    public void SkipParts(Gpr pointer, long step)
    {
        if (Part is not { } part) return;
        var first = asm.NewGpr();
        asm.Load64(first, part.First);
        AddScaled(pointer, first, step * 4);
        asm.Free(first);
    }

    /// <summary>Where an operand's pointer for the task is kept.</summary>
    public Mem Base(int argument, ValueArray<long> outer) =>
        _bases.TryGetValue((argument, outer), out var slot) ? slot : At(Arguments, argument);

    private void AddScaled(Gpr p, Gpr index, long step)
    {
        if (step == 0) return;
        var product = asm.NewGpr();
        asm.Mul(product, index, step);
        asm.Add(p, product);
        asm.Free(product);
    }
}
