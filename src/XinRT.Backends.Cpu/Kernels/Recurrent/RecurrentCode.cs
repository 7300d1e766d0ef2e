using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Kernels.Contraction;
using XinRT.Ops;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Recurrent;

/// <summary>Emits the steps of a recurrent layer.</summary>
/// <remarks>
/// <para>A step goes through the blocks of one vector of units, and in each through the sequences in tiles of a few rows. A tile has the
/// sums of all gates of the stage in registers: rows × gates, started with the products of the input; several sets of them that take
/// turns along k if there are fewer than eight, so that multiply-adds need not wait for each other. For each k: a vector of R for each
/// gate, and for each row an item of its state in all lanes. With one row the vectors of R are operands in memory: R is read once
/// in order, which is what a single sequence costs. Then <see cref="RecurrentCellEmitter"/> makes the new state of each row while
/// everything is in registers.</para>
/// <para>Odd steps go through the blocks backwards: the part of R that is still in a cache from the step before is used first, which
/// helps where R is somewhat larger than the cache.</para>
/// <para>States take turns between two buffers, since a step needs all old units until its end; cells are changed in place. Each
/// direction has its own code. Addresses that hold for a step lie on the stack.</para>
/// <para>A sequence that has ended keeps its state. Sequences of different lengths that are read backwards are at different places
/// in one step, so each row has its own pointers then.</para>
/// </remarks>
internal sealed class RecurrentCode
{
    private const int FewestSums = 8;
    private const int Unroll = 4;

    private readonly VectorAssembler _asm;
    private readonly RecurrentForm _form;
    private readonly KernelArguments _arguments;
    private readonly int _parts;
    private readonly int _groups;
    private readonly Mem _step, _begin, _end, _group, _lengths, _weights, _old, _new, _cell, _reset, _projected, _y;

    /// <summary>Prepares code for a number of parts of the units and of groups of the sequences; one of them is 1.</summary>
    public RecurrentCode(VectorAssembler asm, KernelProblem problem, RecurrentForm form, int parts, int groups)
    {
        (_asm, _form, _arguments, _parts, _groups) = (asm, form, KernelArguments.Of(problem), parts, groups);
        (_step, _begin, _end, _group) = (asm.NewSlot(), asm.NewSlot(), asm.NewSlot(), asm.NewSlot());
        (_lengths, _weights, _old, _new) = (asm.NewSlot(), asm.NewSlot(), asm.NewSlot(), asm.NewSlot());
        (_cell, _reset, _projected, _y) = (asm.NewSlot(), asm.NewSlot(), asm.NewSlot(), asm.NewSlot());
    }

    private long RowsPerTask => _form.Batch / _groups;

    private long StateBytes => 4 * _form.State;

    /// <summary>Writes the code.</summary>
    public void Emit()
    {
        var stages = _form.Attributes.Stages;
        _asm.Free(_asm.Argument(3));
        _asm.ForEachTask(task =>
        {
            Gpr rest = _asm.NewGpr(), digit = _asm.NewGpr();
            _asm.Move(rest, task);
            if (_parts > 1)
            {
                Gpr round = _asm.NewGpr();
                _asm.DivRem(round, rest, rest, (long)_form.Directions * _parts);
                if (stages.Count > 1)
                {
                    _asm.DivRem(round, digit, round, stages.Count);
                    // Not needed before the direction is known; the place of the group is free.
                    _asm.Store64(_group, digit);
                }
                _asm.Store64(_step, round);
                _asm.Free(round);
            }
            _asm.DivRem(rest, digit, rest, _parts > 1 ? _parts : _groups);
            Range(digit);
            if (_form.HasLengths)
            {
                _asm.Load64(digit, At(_asm.Argument(0), KernelArguments.Input(RecurrentForm.Lengths)));
                _asm.Store64(_lengths, digit);
            }
            _asm.Free(digit);
            Label second = _asm.NewLabel(), end = _asm.NewLabel();
            if (_form.Directions > 1) _asm.JumpIf(rest, Condition.Equal, 1, second);
            _asm.Free(rest);
            Direction(0);
            if (_form.Directions > 1)
            {
                _asm.Jump(end);
                _asm.Bind(second);
                Direction(1);
                _asm.Bind(end);
            }
        });
        _asm.Return();
    }

    // The units or the sequences of a part: bytes of the first block and of the end, number of the first sequence.
    private void Range(Gpr part)
    {
        var value = _asm.NewGpr();
        if (_parts > 1)
        {
            var borders = Enumerable.Range(0, _parts + 1).Select(p => checked((int)(_form.Blocks * p / _parts * _asm.VectorBytes))).ToArray();
            var table = _asm.NewGpr();
            _asm.Address(table, _asm.Table(borders));
            _asm.Load32(value, At(table, part, 4));
            _asm.Store64(_begin, value);
            _asm.Load32(value, At(table, part, 4, 4));
            _asm.Store64(_end, value);
            _asm.Free(table);
        }
        else
        {
            _asm.Set(value, 0);
            _asm.Store64(_begin, value);
            _asm.Set(value, _form.Blocks * _asm.VectorBytes);
            _asm.Store64(_end, value);
            _asm.Mul(value, part, RowsPerTask);
            _asm.Store64(_group, value);
        }
        _asm.Free(value);
    }

    private void Direction(int direction)
    {
        var stages = _form.Attributes.Stages;
        if (_parts == 1)
        {
            var step = _asm.NewGpr();
            var head = _asm.NewLabel();
            _asm.Set(step, 0);
            _asm.BindLoop(head);
            _asm.Store64(_step, step);
            _asm.Free(step);
            Pointers(direction);
            for (int s = 0; s < stages.Count; s++) Blocks(direction, s);
            step = _asm.NewGpr();
            _asm.Load64(step, _step);
            _asm.Add(step, 1);
            _asm.JumpIf(step, Condition.Less, checked((int)_form.Steps), head);
            _asm.Free(step);
            return;
        }
        Label last = _asm.NewLabel(), end = _asm.NewLabel();
        Pointers(direction);
        var value = _asm.NewGpr();
        if (stages.Count > 1) _asm.Load64(value, _group);
        var stage = _asm.NewGpr();
        _asm.Set(stage, 0);
        _asm.Store64(_group, stage);
        _asm.Free(stage);
        if (stages.Count > 1) _asm.JumpIf(value, Condition.Equal, 1, last);
        _asm.Free(value);
        Blocks(direction, 0);
        if (stages.Count == 1) return;
        _asm.Jump(end);
        _asm.Bind(last);
        Blocks(direction, 1);
        _asm.Bind(end);
    }

    // Where everything of a direction lies in this step.
    private void Pointers(int direction)
    {
        bool reverse = _form.IsReverse(direction), own = OwnTimes(direction);
        var workspace = _form.Workspace;
        long state = 4 * direction * _form.Batch * _form.Width, row = 4 * _form.Batch * _form.Columns;
        Gpr p = _asm.NewGpr(), step = _asm.NewGpr(), value = _asm.NewGpr();
        _asm.Load64(step, _step);
        _asm.Load64(p, At(_asm.Argument(0), _arguments.Workspace));
        Keep(_cell, workspace.Cell + state);
        Keep(_reset, workspace.Reset + state);
        _asm.DivRem(value, step, step, 2);
        _asm.Mul(value, step, StateBytes);
        _asm.Add(value, p);
        _asm.Add(value, workspace.Hidden + state);
        _asm.Store64(_old, value);
        _asm.Mul(value, step, -StateBytes);
        _asm.Add(value, p);
        _asm.Add(value, workspace.Hidden + state + StateBytes);
        _asm.Store64(_new, value);

        _asm.Load64(step, _step);
        _asm.Address(value, At(p, workspace.Projected + 4 * direction * _form.Gates * _form.Width + (reverse && !own ? (_form.Steps - 1) * row : 0)));
        Walk(_projected, reverse ? -row : row);
        if (_form.Wants(0))
        {
            var y = _form.StepsOfY;
            _asm.Load64(value, At(_asm.Argument(0), _arguments.Output(0)));
            _asm.Add(value, direction * y.Direction + (reverse && !own ? (_form.Steps - 1) * y.Step : 0));
            Walk(_y, reverse ? -y.Step : y.Step);
        }
        _asm.Load64(value, At(_asm.Argument(0), _arguments.Packed(2)));
        _asm.Add(value, 4 * direction * _form.WeightsOfDirection);
        _asm.Store64(_weights, value);
        _asm.Free(p, step, value);

        void Keep(Mem slot, long offset)
        {
            _asm.Address(value, At(p, offset));
            _asm.Store64(slot, value);
        }

        // Each row walks by itself where sequences are at different places.
        void Walk(Mem slot, long bytes)
        {
            if (!own)
            {
                _asm.Mul(p, step, bytes);
                _asm.Add(value, p);
            }
            _asm.Store64(slot, value);
        }
    }

    private bool OwnTimes(int direction) => _form.HasLengths && _form.IsReverse(direction);

    // ---- blocks and tiles

    private void Blocks(int direction, int stage)
    {
        int tail = (int)(_form.Hidden % _asm.Lanes);
        long full = (_form.Blocks - (tail > 0 ? 1 : 0)) * _asm.VectorBytes;
        Label head = _asm.NewLabel(), done = _asm.NewLabel(), end = _asm.NewLabel();
        Gpr unit = _asm.NewGpr(), last = _asm.NewGpr(), bound = _asm.NewGpr();
        _asm.Load64(unit, _begin);
        if (full > 0)
        {
            var limit = _asm.NewSlot();
            _asm.Load64(last, _end);
            _asm.Set(bound, full);
            _asm.Min(last, last, bound);
            _asm.Store64(limit, last);
            _asm.JumpIf(unit, Condition.GreaterOrEqual, last, done);
            _asm.Free(last, bound);
            _asm.BindLoop(head);
            var place = Turned(unit, limit);
            Sequences(direction, stage, place, 0);
            _asm.Free(place);
            _asm.Add(unit, _asm.VectorBytes);
            last = _asm.NewGpr();
            _asm.Load64(last, limit);
            _asm.JumpIf(unit, Condition.Less, last, head);
            _asm.Bind(done);
        }
        else
        {
            _asm.Free(bound);
        }
        if (tail > 0)
        {
            _asm.Load64(last, _end);
            _asm.JumpIf(unit, Condition.GreaterOrEqual, last, end);
            _asm.Free(last);
            Sequences(direction, stage, unit, tail);
            _asm.Bind(end);
        }
        else
        {
            _asm.Free(last);
        }
        _asm.Free(unit);
    }

    // The block itself in even steps; in odd ones that as far from the other end.
    private Gpr Turned(Gpr unit, Mem limit)
    {
        Gpr place = _asm.NewGpr(), value = _asm.NewGpr();
        var even = _asm.NewLabel();
        _asm.Load64(value, _step);
        _asm.DivRem(place, value, value, 2);
        _asm.Move(place, unit);
        _asm.JumpIf(value, Condition.Equal, 0, even);
        _asm.Load64(place, _begin);
        _asm.Load64(value, limit);
        _asm.Add(place, value);
        _asm.Sub(place, unit);
        _asm.Add(place, -_asm.VectorBytes);
        _asm.Bind(even);
        _asm.Free(value);
        return place;
    }

    private void Sequences(int direction, int stage, Gpr unit, int tail)
    {
        int gates = _form.Attributes.Stages[stage].Count, free = _asm.FreeVecs;
        // A mask may take a register, and so do the constants of an activation.
        int atEnd = free - 3 - RecurrentCellEmitter.Temporaries(_form.Attributes, direction);
        int most = Math.Max(1, Math.Min((free - 1 - gates) / gates, atEnd / gates));
        var row = _asm.NewGpr();
        foreach (var run in TileRun.Split(AxisWindow.Plain(RowsPerTask), most))
        {
            _asm.Load64(row, _group);
            if (run.Start > 0) _asm.Add(row, run.Start);
            if (run.Count == 1)
            {
                Tile(direction, stage, (unit, row), run.Size, tail);
                continue;
            }
            var left = _asm.NewSlot();
            var count = _asm.NewGpr();
            var head = _asm.NewLabel();
            _asm.Set(count, run.Count);
            _asm.BindLoop(head);
            _asm.Store64(left, count);
            _asm.Free(count);
            Tile(direction, stage, (unit, row), run.Size, tail);
            _asm.Add(row, run.Size);
            count = _asm.NewGpr();
            _asm.Load64(count, left);
            _asm.Add(count, -1);
            _asm.JumpIf(count, Condition.Greater, 0, head);
            _asm.Free(count);
        }
        _asm.Free(row);
    }

    private void Tile(int direction, int stage, (Gpr Unit, Gpr Row) at, int rows, int tail)
    {
        var (first, gates) = _form.Attributes.Stages[stage];
        int tile = rows * gates;
        int sets = (int)Math.Clamp(Math.Min((FewestSums + tile - 1) / tile, (_asm.FreeVecs - gates - 1) / tile), 1, Math.Max(1, _form.Hidden / 4));
        var sums = _asm.NewVecs(tile * sets);
        Start(direction, (first, gates), at, rows, sums);
        Sum(stage, at, rows, sums);
        for (int s = 1; s < sets; s++)
            for (int i = 0; i < tile; i++) _asm.Add(sums[i], sums[i], sums[s * tile + i]);
        _asm.Free(sums.AsSpan(tile));
        Finish(direction, stage, at, rows, sums[..tile], tail);
        _asm.Free(sums.AsSpan(0, tile));
    }

    private void Start(int direction, (int First, int Count) stage, (Gpr Unit, Gpr Row) at, int rows, Vec[] sums)
    {
        for (int i = rows * stage.Count; i < sums.Length; i++) _asm.Zero(sums[i]);
        bool shared = !OwnTimes(direction);
        var p = _asm.NewGpr();
        for (int r = 0; r < rows; r++)
        {
            if (r == 0 || !shared) Row(p, _projected, at, 4 * _form.Columns, r, direction, 4 * _form.Batch * _form.Columns);
            for (int g = 0; g < stage.Count; g++)
            {
                // A product that is scaled starts from its own bias.
                if (_form.Attributes.Cell == RecurrentCell.GruLinear && stage.First + g == 2) continue;
                _asm.Load(sums[r * stage.Count + g], At(p, (shared ? r * 4 * _form.Columns : 0) + (stage.First + g) * 4 * _form.Width));
            }
        }
        if (_form.Attributes.Cell == RecurrentCell.GruLinear)
        {
            Extra(p, direction * _form.Width, at.Unit);
            for (int r = 0; r < rows; r++) _asm.Load(sums[r * stage.Count + 2], At(p));
        }
        _asm.Free(p);
    }

    // Address of a block of the fourth packed constant.
    private void Extra(Gpr p, long offset, Gpr unit)
    {
        _asm.Load64(p, At(_asm.Argument(0), _arguments.Packed(3)));
        _asm.Add(p, unit);
        _asm.Add(p, 4 * offset);
    }

    // Address of a block of a row of a tile, in memory that walks by bytesOfStep if sequences are at different places.
    private void Row(Gpr p, Mem slot, (Gpr Unit, Gpr Row) at, long pitch, int r, int direction, long bytesOfStep)
    {
        var offset = _asm.NewGpr();
        _asm.Load64(p, slot);
        _asm.Mul(offset, at.Row, pitch);
        _asm.Add(p, offset);
        _asm.Add(p, at.Unit);
        if (bytesOfStep != 0 && OwnTimes(direction))
        {
            // Length - 1 - step, within the steps there are.
            var bound = _asm.NewGpr();
            _asm.Load64(bound, _lengths);
            _asm.Load32(offset, At(bound, at.Row, 4, 4 * r));
            _asm.Load64(bound, _step);
            _asm.Sub(offset, bound);
            _asm.Add(offset, -1);
            _asm.Set(bound, 0);
            _asm.Max(offset, offset, bound);
            _asm.Set(bound, _form.Steps - 1);
            _asm.Min(offset, offset, bound);
            _asm.Mul(offset, offset, bytesOfStep);
            _asm.Add(p, offset);
            _asm.Add(p, r * pitch);
            _asm.Free(bound);
        }
        _asm.Free(offset);
    }

    private void Sum(int stage, (Gpr Unit, Gpr Row) at, int rows, Vec[] sums)
    {
        var stages = _form.Attributes.Stages;
        int gates = stages[stage].Count, sets = sums.Length / (rows * gates), bytes = gates * _asm.VectorBytes;
        long before = stages.Take(stage).Sum(s => s.Count) * _form.Blocks * _form.Hidden * _asm.VectorBytes, pitch = 4 * _form.Width;
        Gpr a = _asm.NewGpr(), b = _asm.NewGpr(), product = _asm.NewGpr();
        _asm.Load64(a, stage == 0 ? _old : _reset);
        _asm.Mul(product, at.Row, pitch);
        _asm.Add(a, product);
        _asm.Load64(b, _weights);
        _asm.Mul(product, at.Unit, _form.Hidden * gates);
        _asm.Add(b, product);
        _asm.Add(b, before);
        _asm.Free(product);
        Vec[] panel = rows > 1 ? _asm.NewVecs(gates) : [];
        var item = _asm.NewVec();
        int unroll = sets * ((Unroll + sets - 1) / sets);
        _asm.Repeat(_form.Hidden / unroll, () =>
        {
            for (int u = 0; u < unroll; u++) Multiply(u);
            _asm.Add(a, 4 * unroll);
            _asm.Add(b, unroll * bytes);
        });
        for (int u = 0; u < _form.Hidden % unroll; u++) Multiply(u);
        _asm.Free(panel);
        _asm.Free(item);
        _asm.Free(a, b);

        void Multiply(int k)
        {
            for (int g = 0; g < panel.Length; g++) _asm.Load(panel[g], At(b, k * bytes + g * _asm.VectorBytes));
            for (int r = 0; r < rows; r++)
            {
                _asm.Broadcast(item, At(a, r * pitch + 4 * k));
                for (int g = 0; g < gates; g++)
                {
                    var sum = sums[(k % sets * rows + r) * gates + g];
                    if (rows > 1) _asm.Fma(sum, item, panel[g]);
                    else _asm.Fma(sum, item, At(b, k * bytes + g * _asm.VectorBytes));
                }
            }
        }
    }

    private void Finish(int direction, int stage, (Gpr Unit, Gpr Row) at, int rows, Vec[] sums, int tail)
    {
        int gates = _form.Attributes.Stages[stage].Count;
        bool isLast = stage == _form.Attributes.Stages.Count - 1, y = isLast && _form.Wants(0);
        long pitch = 4 * _form.Width, pitchOfY = y ? _form.StepsOfY.Sequence : 0;
        Gpr cell = _asm.NewGpr(), old = _asm.NewGpr(), next = _asm.NewGpr(), own = _asm.NewGpr();
        Row(cell, _cell, at, pitch, 0, direction, 0);
        Row(old, _old, at, pitch, 0, direction, 0);
        Row(next, isLast ? _new : _reset, at, pitch, 0, direction, 0);
        var emitter = new RecurrentCellEmitter(_asm, _form.Attributes, direction);
        for (int r = 0; r < rows; r++)
        {
            Label ended = _asm.NewLabel(), end = _asm.NewLabel();
            bool mayEnd = isLast && _form.HasLengths;
            if (mayEnd)
            {
                var length = _asm.NewGpr();
                _asm.Load64(own, _lengths);
                _asm.Load32(length, At(own, at.Row, 4, 4 * r));
                _asm.Load64(own, _step);
                _asm.JumpIf(own, Condition.GreaterOrEqual, length, ended);
                _asm.Free(length);
            }
            if (emitter.ReadsProjection) Row(own, _projected, at, 4 * _form.Columns, r, direction, 4 * _form.Batch * _form.Columns);
            if (emitter.ReadsPeepholes && _form.Has(RecurrentForm.Peepholes)) Extra(own, direction * 3 * _form.Width, at.Unit);
            long fromOwn = emitter.ReadsProjection ? 8 * _form.Width + (OwnTimes(direction) ? 0 : r * 4 * _form.Columns) : 0;
            var state = emitter.Emit(stage, sums.AsSpan(r * gates, gates), new(At(cell, r * pitch), At(old, r * pitch), At(own, fromOwn))
            {
                PeepholeBytes = emitter.ReadsPeepholes && _form.Has(RecurrentForm.Peepholes) ? pitch : null,
            });
            _asm.Store(At(next, r * pitch), state);
            if (y)
            {
                Row(own, _y, at, pitchOfY, r, direction, _form.StepsOfY.Step);
                Store(At(own, OwnTimes(direction) ? 0 : r * pitchOfY), state, tail);
            }
            if (mayEnd)
            {
                _asm.Jump(end);
                _asm.Bind(ended);
                _asm.Load(state, At(old, r * pitch));
                _asm.Store(At(next, r * pitch), state);
                _asm.Bind(end);
            }
        }
        _asm.Free(cell, old, next, own);
    }

    private void Store(Mem m, Vec v, int tail)
    {
        if (tail == 0)
        {
            _asm.Store(m, v);
            return;
        }
        var mask = _asm.FirstLanes(tail);
        _asm.Store(m, v, mask);
        _asm.Free(mask);
    }
}
