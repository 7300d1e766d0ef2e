using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Kernels.Rows;

/// <summary>Emits the loop over a task's rows, and the addresses of the rows of all operands.</summary>
/// <remarks>A task is a run of consecutive rows. Pointers that stay the same are loaded once per call of the kernel.
/// With one axis of rows the others advance by a constant; with more they are computed from the row's number. Pointers
/// live in registers while there are enough, the rest in stack slots.</remarks>
internal sealed class RowWalk
{
    private readonly VectorAssembler _asm;
    private readonly RowSpace _space;
    private readonly Gpr?[] _registers;
    private readonly Mem[] _slots;
    private readonly Gpr _spare;

    /// <summary>Takes registers for the pointers, leaving some free.</summary>
    public RowWalk(VectorAssembler asm, RowSpace space, int leave)
    {
        _asm = asm;
        _space = space;
        _registers = new Gpr?[space.Operands.Count];
        _slots = new Mem[space.Operands.Count];
        _spare = asm.NewGpr();
        for (int i = 0; i < _registers.Length; i++)
        {
            if (asm.FreeGprs > leave + 4) _registers[i] = asm.NewGpr();
            else _slots[i] = asm.NewSlot();
        }
    }

    /// <summary>Address of an operand's current row. The register may be shared: it holds until the next
    /// call.</summary>
    public Gpr Row(int operand)
    {
        if (_registers[operand] is { } own) return own;
        _asm.Load64(_spare, _slots[operand]);
        return _spare;
    }

    /// <summary>Loads the elements of an operand that belong to a vector of the row.</summary>
    public void Load(Vec d, int operand, RowVector v)
    {
        var row = Row(operand);
        if (_space.Steps[operand] == 0) _asm.Broadcast(d, VectorAssembler.At(row));
        else v.Load(_asm, d, row);
    }

    /// <summary>Runs a body for every row of every task.</summary>
    public void ForEachRow(long rowsPerTask, Action body)
    {
        bool linear = _space.Dims.Length <= 1;
        for (int i = 0; i < _registers.Length; i++)
        {
            if (Moves(i)) continue;
            Start(i);
        }
        _asm.ForEachTask(task =>
        {
            Gpr row = _asm.NewGpr(), end = _asm.NewGpr();
            _asm.Mul(row, task, rowsPerTask);
            _asm.Set(end, _space.Rows);
            _asm.Sub(end, row);
            var limit = _asm.NewGpr();
            _asm.Set(limit, rowsPerTask);
            _asm.Min(end, end, limit);
            _asm.Free(limit);
            _asm.Add(end, row);
            if (linear) Place(row);
            var head = _asm.NewLabel();
            _asm.BindLoop(head);
            if (!linear) Place(row);
            body();
            if (linear) Advance();
            _asm.Add(row, 1);
            _asm.JumpIf(row, Condition.Less, end, head);
            _asm.Free(row, end);
        });
    }

    private bool Moves(int operand) => _space.Strides[operand].Any(s => s != 0);

    private void Start(int operand)
    {
        var pointer = _registers[operand] ?? _spare;
        _asm.Load64(pointer, VectorAssembler.At(_asm.Argument(0), _space.Operands[operand].Argument));
        _asm.Add(pointer, _space.Operands[operand].Offset);
        Keep(operand);
    }

    private void Keep(int operand)
    {
        if (_registers[operand] is null) _asm.Store64(_slots[operand], _spare);
    }

    private void Advance()
    {
        for (int i = 0; i < _registers.Length; i++)
        {
            if (!Moves(i)) continue;
            _asm.Add(Row(i), _space.Strides[i][0] * 4);
            Keep(i);
        }
    }

    // Pointers of a row given by its number.
    private void Place(Gpr row)
    {
        for (int i = 0; i < _registers.Length; i++)
        {
            if (!Moves(i)) continue;
            Start(i);
        }
        Gpr left = _asm.NewGpr(), at = _asm.NewGpr();
        _asm.Move(left, row);
        for (int k = _space.Dims.Length - 1; k >= 0; k--)
        {
            if (k > 0) _asm.DivRem(left, at, left, _space.Dims[k]);
            for (int i = 0; i < _registers.Length; i++)
            {
                if (_space.Strides[i][k] == 0) continue;
                var step = _asm.NewGpr();
                _asm.Mul(step, k > 0 ? at : left, _space.Strides[i][k] * 4);
                _asm.Add(Row(i), step);
                _asm.Free(step);
                Keep(i);
            }
        }
        _asm.Free(left, at);
    }
}
