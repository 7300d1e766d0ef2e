using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;

namespace XinRT.Backends.Cpu.Kernels.Recurrent;

/// <summary>Emits what a cell makes of the sums of its gates, a vector of units at a time.</summary>
internal sealed class RecurrentCellEmitter(VectorAssembler asm, RecurrentAttributes attributes, int direction)
{
    /// <summary>Whether <see cref="CellOperands.Own"/> is the input product of the last gate, which is not in its sum.</summary>
    public bool ReadsProjection => attributes.Cell == RecurrentCell.GruLinear;

    /// <summary>Whether <see cref="CellOperands.Own"/> may be peepholes.</summary>
    public bool ReadsPeepholes => attributes.Cell == RecurrentCell.Lstm;

    /// <summary>Vector registers that are needed besides the sums.</summary>
    public static int Temporaries(RecurrentAttributes attributes, int direction) => 2
        + Enumerable.Range(0, attributes.Activations.Count / attributes.Directions).Max(i => ScalarEmitter.Temporaries(attributes.Activation(direction, i)));

    /// <summary>Replaces one of the sums by the new state, or by the state that the reset gate leaves, and gives it.</summary>
    public Vec Emit(int stage, ReadOnlySpan<Vec> gates, CellOperands at) => attributes.Cell switch
    {
        RecurrentCell.Lstm => Lstm(gates, at),
        RecurrentCell.GruLinear => GruLinear(gates, at),
        RecurrentCell.Gru => stage == 0 ? Reset(gates, at) : Candidate(gates[0], at),
        _ => Activated(0, gates[0]),
    };

    // C' = f · C + i · c, H' = o · h(C').
    private Vec Lstm(ReadOnlySpan<Vec> gates, CellOperands at)
    {
        Vec i = gates[0], o = gates[1], f = gates[2], c = gates[3];
        var cell = asm.NewVec();
        asm.Load(cell, at.Cell);
        if (at.PeepholeBytes is { } pitch)
        {
            asm.Fma(i, cell, at.Own);
            asm.Fma(f, cell, at.Own + 2 * pitch);
        }
        Activated(0, i);
        if (attributes.InputForget)
        {
            asm.Broadcast(f, 1f);
            asm.Sub(f, f, i);
        }
        else
        {
            Activated(0, f);
        }
        Activated(1, c);
        asm.Mul(c, c, i);
        asm.Fma(c, cell, f);
        asm.Store(at.Cell, c);
        asm.Free(cell);
        if (at.PeepholeBytes is { } bytes) asm.Fma(o, c, at.Own + bytes);
        Activated(0, o);
        Activated(2, c);
        asm.Mul(o, o, c);
        return o;
    }

    // r scales the product of the last gate: H' = h + z · (H - h).
    private Vec GruLinear(ReadOnlySpan<Vec> gates, CellOperands at)
    {
        Vec z = gates[0], r = gates[1], h = gates[2];
        Activated(0, z);
        Activated(0, r);
        asm.Mul(h, h, r);
        asm.Add(h, h, at.Own);
        Activated(1, h);
        return Mixed(z, h, at.Old);
    }

    // z is kept for the second stage, whose state is r · H.
    private Vec Reset(ReadOnlySpan<Vec> gates, CellOperands at)
    {
        Vec z = gates[0], r = gates[1];
        Activated(0, z);
        asm.Store(at.Cell, z);
        Activated(0, r);
        asm.Mul(r, r, at.Old);
        return r;
    }

    private Vec Candidate(Vec h, CellOperands at)
    {
        var z = asm.NewVec();
        Activated(1, h);
        asm.Load(z, at.Cell);
        Mixed(z, h, at.Old);
        asm.Free(z);
        return h;
    }

    private Vec Mixed(Vec z, Vec h, Mem old)
    {
        var difference = asm.NewVec();
        asm.Load(difference, old);
        asm.Sub(difference, difference, h);
        asm.Fma(h, difference, z);
        asm.Free(difference);
        return h;
    }

    private Vec Activated(int function, Vec x)
    {
        new ScalarEmitter(asm, attributes.Activation(direction, function)).Apply(x, (_, _) => throw new System.Diagnostics.UnreachableException());
        return x;
    }
}

/// <summary>Operands of one vector of units.</summary>
/// <param name="Cell">The cell, or the update gate between two stages.</param>
/// <param name="Old">The state before this step.</param>
/// <param name="Own">Peepholes, or the input product of a gate.</param>
internal readonly record struct CellOperands(Mem Cell, Mem Old, Mem Own)
{
    /// <summary>Bytes from the peepholes of one gate to those of the next; null if there are none.</summary>
    public long? PeepholeBytes { get; init; }
}
