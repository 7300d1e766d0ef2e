using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>Emits <c>C += A·B</c> for a tile of C that lives in registers: rows of A are read item by item, rows of B
/// as vectors.</summary>
/// <remarks>In a step of the inner loop each vector of B is loaded once and each item of A once, so a tile of m rows
/// and v vectors needs m + v loads for m·v multiplications. One register besides C and the vectors of B holds the item
/// of A, which is an operand in memory if there is one vector.</remarks>
internal sealed class RegisterTile
{
    /// <summary>Steps of the inner loop that are written out.</summary>
    public const int Unroll = 4;

    private readonly VectorAssembler _asm;
    private readonly Vec[] _sums;
    private readonly Vec[] _line;
    private readonly Vec _item;

    /// <summary>Takes the registers of a tile.</summary>
    public RegisterTile(VectorAssembler asm, int rows, int vectors)
    {
        (_asm, Rows, Vectors) = (asm, rows, vectors);
        _sums = asm.NewVecs(rows * vectors);
        _line = asm.NewVecs(vectors);
        _item = asm.NewVec();
    }

    /// <summary>Rows of C.</summary>
    public int Rows { get; }

    /// <summary>Vectors in a row of C.</summary>
    public int Vectors { get; }

    /// <summary>A vector of C.</summary>
    public Vec this[int row, int vector] => _sums[row * Vectors + vector];

    /// <summary>Lanes of the last vector in a row of B that may be read; all if null.</summary>
    public Mask? Tail { get; set; }

    /// <summary>Most rows of a tile, given how many registers remain for it and how many it must leave in the
    /// end.</summary>
    public static int MostRows(int registers, int vectors, int temporaries) =>
        (registers - Math.Max(vectors + 1, temporaries)) / vectors;

    /// <summary>C = 0.</summary>
    public void Clear()
    {
        foreach (var s in _sums) _asm.Zero(s);
    }

    /// <summary>C = memory times a number for each row.</summary>
    public void Load(Gpr c, long pitch, Gpr factors)
    {
        for (int r = 0; r < Rows; r++)
        {
            _asm.Broadcast(_item, VectorAssembler.At(factors, r * 4));
            for (int v = 0; v < Vectors; v++)
                _asm.Mul(this[r, v], _item, VectorAssembler.At(c, r * pitch + (long)v * _asm.VectorBytes));
        }
    }

    /// <summary>Memory = C.</summary>
    public void Store(Gpr c, long pitch)
    {
        for (int r = 0; r < Rows; r++)
            for (int v = 0; v < Vectors; v++)
                _asm.Store(VectorAssembler.At(c, r * pitch + (long)v * _asm.VectorBytes), this[r, v]);
    }

    /// <summary>C += A·B over a constant number of steps. The pointers are the same afterwards.</summary>
    /// <param name="a">First item of A.</param>
    /// <param name="pitchA">Bytes from row to row of A.</param>
    /// <param name="b">First vector of B.</param>
    /// <param name="pitchB">Bytes from row to row of B.</param>
    /// <param name="steps">Items of a row of A.</param>
    /// <param name="ahead">What is asked for meanwhile.</param>
    public void Accumulate(Gpr a, long pitchA, Gpr b, long pitchB, long steps, PrefetchStream? ahead = null)
    {
        long passes = steps / Unroll, rest = steps % Unroll;
        _asm.Repeat(passes, () =>
        {
            Steps(a, pitchA, b, pitchB, Unroll);
            ahead?.Ask(_asm);
            _asm.Add(a, Unroll * 4);
            _asm.Add(b, Unroll * pitchB);
        });
        Steps(a, pitchA, b, pitchB, (int)rest);
        _asm.Add(a, -passes * Unroll * 4);
        _asm.Add(b, -passes * Unroll * pitchB);
    }

    /// <summary>C += A·B over a number of steps in a register, which is lost with the pointer to B; the one to A
    /// stays.</summary>
    public void Accumulate(Gpr a, long pitchA, Gpr b, long pitchB, Gpr steps)
    {
        var item = _asm.NewGpr();
        _asm.Move(item, a);
        _asm.Add(steps, 1 - Unroll);
        _asm.While(steps, Unroll, () =>
        {
            Steps(item, pitchA, b, pitchB, Unroll);
            _asm.Add(item, Unroll * 4);
            _asm.Add(b, Unroll * pitchB);
        });
        _asm.Add(steps, Unroll - 1);
        _asm.While(steps, 1, () =>
        {
            Steps(item, pitchA, b, pitchB, 1);
            _asm.Add(item, 4);
            _asm.Add(b, pitchB);
        });
        _asm.Free(item);
    }

    /// <summary>Gives back the registers that do not hold C.</summary>
    public void ReleaseOperands()
    {
        _asm.Free(_line);
        _asm.Free(_item);
    }

    /// <summary>Gives back the registers of C.</summary>
    public void ReleaseSums() => _asm.Free(_sums);

    private void Steps(Gpr a, long pitchA, Gpr b, long pitchB, int count)
    {
        for (int k = 0; k < count; k++)
        {
            for (int v = 0; v < Vectors; v++)
            {
                var at = VectorAssembler.At(b, k * pitchB + (long)v * _asm.VectorBytes);
                if (Tail is { } tail && v == Vectors - 1) _asm.Load(_line[v], at, tail);
                else _asm.Load(_line[v], at);
            }
            for (int r = 0; r < Rows; r++)
            {
                var at = VectorAssembler.At(a, r * pitchA + k * 4);
                if (Vectors == 1)
                {
                    _asm.FmaBroadcast(this[r, 0], _line[0], at);
                    continue;
                }
                _asm.Broadcast(_item, at);
                for (int v = 0; v < Vectors; v++) _asm.Fma(this[r, v], _line[v], _item);
            }
        }
    }
}
