using XinRT.Backends.Cpu.Asm;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>Emits the innermost part of a matrix product: a tile of sums in registers, so many rows by so many
/// vectors, to which each step adds products of A and B.</summary>
/// <remarks>
/// <para>There are two kinds of steps. <see cref="Step"/> multiplies an item of A, broadcast to all lanes, by the
/// vectors of a row of B: m rows and v vectors need m + v loads for m·v multiplications, and with one vector the item
/// is an operand in memory. <see cref="StepAlongLanes"/> multiplies vectors of both operands, whose lanes run along
/// the sum. All multiply-adds of matrix products are emitted by these two.</para>
/// <para>A tile of few sums would wait for each multiply-add, so it may keep several sets of sums that take turns and
/// are added up at the end.</para>
/// </remarks>
internal sealed class MicroKernel(VectorAssembler asm, int rows, int vectors, int sets = 1)
{
    /// <summary>Steps that <see cref="Accumulate(Gpr, long, Gpr, long, long, PrefetchStream)"/> writes out.</summary>
    public const int Unroll = 4;

    private Vec[] _line = [];
    private Vec? _item;

    /// <summary>Rows of C.</summary>
    public int Rows => rows;

    /// <summary>Vectors in a row of C.</summary>
    public int Vectors => vectors;

    /// <summary>Registers of all sets of sums.</summary>
    public Vec[] Sums { get; } = asm.NewVecs(rows * vectors * sets);

    /// <summary>Lanes of the last vector in a row of B that may be read; all if null.</summary>
    public Mask? Tail { get; set; }

    /// <summary>Whether vectors of B are the first factor. The order tells which of two NaNs a product is.</summary>
    public bool BeginsWithB { get; init; }

    /// <summary>A vector of C.</summary>
    public Vec this[int row, int vector, int set = 0] => Sums[(set * rows + row) * vectors + vector];

    /// <summary>Most rows of a tile, given how many registers remain for it and how many it must leave in the
    /// end.</summary>
    public static int MostRows(int registers, int vectors, int temporaries = 0) =>
        (registers - Math.Max(vectors + 1, temporaries)) / vectors;

    /// <summary>Takes registers for vectors that several multiply-adds use, and for one of the other operand.</summary>
    public void TakeOperands(int line, bool item)
    {
        _line = asm.NewVecs(line);
        _item = item ? asm.NewVec() : null;
    }

    /// <summary>Gives back the registers that do not hold sums.</summary>
    public void ReleaseOperands()
    {
        asm.Free(_line);
        if (_item is { } item) asm.Free(item);
    }

    // ---- sums

    /// <summary>C = 0.</summary>
    public void Clear()
    {
        foreach (var sum in Sums) asm.Zero(sum);
    }

    /// <summary>C = memory times a number for each row.</summary>
    public void Load(Gpr c, long pitch, Gpr factors)
    {
        for (int r = 0; r < rows; r++)
        {
            asm.Broadcast(_item!.Value, At(factors, r * 4));
            for (int v = 0; v < vectors; v++)
                asm.Mul(this[r, v], _item.Value, At(c, r * pitch + (long)v * asm.VectorBytes));
        }
    }

    /// <summary>Memory = C.</summary>
    public void Store(Gpr c, long pitch)
    {
        for (int r = 0; r < rows; r++)
            for (int v = 0; v < vectors; v++) asm.Store(At(c, r * pitch + (long)v * asm.VectorBytes), this[r, v]);
    }

    /// <summary>Keeps all sets, one vector after the other.</summary>
    public void Keep(Mem place)
    {
        for (int i = 0; i < Sums.Length; i++) asm.Store(Kept(place, i), Sums[i]);
    }

    /// <summary>Adds what was kept to all sets.</summary>
    public void AddKept(Mem place)
    {
        for (int i = 0; i < Sums.Length; i++) asm.Add(Sums[i], Sums[i], Kept(place, i));
    }

    /// <summary>Keeps all sets, added to what was kept before if there is something, and starts new ones.</summary>
    public void PutAway(Mem place, bool adds)
    {
        for (int i = 0; i < Sums.Length; i++)
        {
            if (adds) asm.Add(Sums[i], Sums[i], Kept(place, i));
            asm.Store(Kept(place, i), Sums[i]);
            asm.Zero(Sums[i]);
        }
    }

    /// <summary>Adds all sets to the first and gives the registers of the others back.</summary>
    public void JoinSets()
    {
        int tile = rows * vectors;
        for (int i = tile; i < Sums.Length; i++) asm.Add(Sums[i % tile], Sums[i % tile], Sums[i]);
        asm.Free(Sums.AsSpan(tile));
    }

    // ---- steps

    /// <summary>Adds the products of one item of some rows of A with a row of B.</summary>
    public void Step(IReadOnlyList<(int Row, Mem Item)> items, Mem b, int set = 0)
    {
        bool resident = _line.Length == vectors;
        for (int v = 0; v < vectors && resident; v++) LoadVector(_line[v], b, v);
        foreach (var (row, m) in items)
        {
            if (vectors == 1)
            {
                asm.FmaBroadcast(this[row, 0, set], _line[0], m);
                continue;
            }
            var item = _item!.Value;
            asm.Broadcast(item, m);
            for (int v = 0; v < vectors; v++)
            {
                if (resident && BeginsWithB) asm.Fma(this[row, v, set], _line[v], item);
                else if (resident) asm.Fma(this[row, v, set], item, _line[v]);
                else if (v < vectors - 1 || Tail is null) asm.Fma(this[row, v, set], item, b + v * asm.VectorBytes);
                else
                {
                    LoadVector(_line[0], b, v);
                    asm.Fma(this[row, v, set], item, _line[0]);
                }
            }
        }
    }

    /// <summary>Adds the products of a vector of each row of A with a vector of each column of B, of which there are
    /// as many as vectors in a row of C. The shorter side stays in registers.</summary>
    public void StepAlongLanes(Func<int, Mem> a, Func<int, Mem> b, int set, Mask? mask)
    {
        bool rowsStay = rows <= vectors;
        for (int i = 0; i < _line.Length; i++) Load(_line[i], rowsStay ? a(i) : b(i), mask);
        for (int j = 0; j < (rowsStay ? vectors : rows); j++)
        {
            var m = rowsStay ? b(j) : a(j);
            if (_line.Length == 1 && mask is null)
            {
                asm.Fma(rowsStay ? this[0, j, set] : this[j, 0, set], _line[0], m);
                continue;
            }
            Load(_item!.Value, m, mask);
            for (int i = 0; i < _line.Length; i++)
                asm.Fma(rowsStay ? this[i, j, set] : this[j, i, set], _line[i], _item.Value);
        }
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
        asm.Repeat(passes, () =>
        {
            Steps(a, pitchA, b, pitchB, Unroll);
            ahead?.Ask(asm);
            asm.Add(a, Unroll * 4);
            asm.Add(b, Unroll * pitchB);
        });
        Steps(a, pitchA, b, pitchB, (int)rest);
        asm.Add(a, -passes * Unroll * 4);
        asm.Add(b, -passes * Unroll * pitchB);
    }

    /// <summary>C += A·B over a number of steps in a register, which is lost with the pointer to B; the one to A
    /// stays.</summary>
    public void Accumulate(Gpr a, long pitchA, Gpr b, long pitchB, Gpr steps)
    {
        var item = asm.NewGpr();
        asm.Move(item, a);
        asm.Add(steps, 1 - Unroll);
        asm.While(steps, Unroll, () =>
        {
            Steps(item, pitchA, b, pitchB, Unroll);
            asm.Add(item, Unroll * 4);
            asm.Add(b, Unroll * pitchB);
        });
        asm.Add(steps, Unroll - 1);
        asm.While(steps, 1, () =>
        {
            Steps(item, pitchA, b, pitchB, 1);
            asm.Add(item, 4);
            asm.Add(b, pitchB);
        });
        asm.Free(item);
    }

    private void Steps(Gpr a, long pitchA, Gpr b, long pitchB, int count)
    {
        for (int k = 0; k < count; k++)
            Step(Arrays.Make(rows, r => (r, At(a, r * pitchA + k * 4))), At(b, k * pitchB));
    }

    private Mem Kept(Mem place, int sum) => place + sum * asm.VectorBytes;

    private void LoadVector(Vec d, Mem b, int vector) =>
        Load(d, b + vector * asm.VectorBytes, vector == vectors - 1 ? Tail : null);

    private void Load(Vec d, Mem m, Mask? mask)
    {
        if (mask is { } lanes) asm.Load(d, m, lanes);
        else asm.Load(d, m);
    }
}
