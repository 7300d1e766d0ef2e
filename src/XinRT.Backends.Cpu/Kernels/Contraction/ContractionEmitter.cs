using XinRT.Backends.Cpu.Asm;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>Emits a kernel that computes a <see cref="ContractionProblem"/>: the loops around <see cref="TileEmitter"/>
/// or <see cref="DotEmitter"/>.</summary>
/// <remarks>A task is an outer position, a group of panels and a block of tiles. Within a task: panels, rows of tiles, tiles of a
/// row. Each kind of tile (border pattern, size, width of panel) is emitted once, and its loop runs over the tiles of that kind
/// that lie in the task. Position registers count outputs and columns; addresses are computed from them for each tile, which
/// costs little beside the tile itself.</remarks>
internal sealed class ContractionEmitter
{
    /// <summary>How many k ahead of their use vectors of B are asked for: long enough for main memory, from which weights come
    /// if other layers ran in between. It costs nothing where they are near.</summary>
    private const int PrefetchSteps = 48;

    /// <summary>Most that is asked for ahead, so that it stays in the first-level cache until then.</summary>
    private const int PrefetchMost = 12 << 10;

    private readonly VectorAssembler _asm;
    private readonly ContractionProblem _problem;
    private readonly Blocking _blocking;
    private readonly TileScope _scope;
    private readonly Gpr? _gathered;
    private Mem _groupY, _groupX, _groupN, _endY, _endX, _endN;

    private ContractionEmitter(VectorAssembler asm, ContractionProblem problem, Blocking blocking, (long Panel, long Sums) scratch)
    {
        (_asm, _problem, _blocking) = (asm, problem, blocking);
        if (problem.B.Form == PanelForm.Gathered) _gathered = asm.Argument(3);
        if (scratch is (0, 0)) asm.Free(asm.Argument(3));
        _scope = new(asm, problem)
        {
            Arguments = asm.Argument(0), Y = asm.NewGpr(), X = asm.NewGpr(), N = asm.NewGpr(), Gathered = _gathered,
            KeptSums = At(asm.Argument(3), scratch.Panel),
            Part = blocking.Depth is null ? null : (asm.NewSlot(), asm.NewSlot()),
            PrefetchesA = blocking.PrefetchesA, PrefetchesB = blocking.PrefetchesB, PrefetchesC = blocking.PrefetchesC,
            PrefetchesNext = blocking.PrefetchesNext,
            Sources = problem.SourceWindow is null ? null : (asm.NewSlot(), asm.NewSlot()),
            Slots = problem.Sources > 1 || problem.SourceWindow is not null ? [asm.NewSlot(), asm.NewSlot(), asm.NewSlot()] : [],
        };
        (_groupY, _groupX, _groupN) = (asm.NewSlot(), asm.NewSlot(), asm.NewSlot());
        (_endY, _endX, _endN) = (asm.NewSlot(), asm.NewSlot(), asm.NewSlot());
    }

    /// <summary>The phase that computes the problem.</summary>
    public static KernelPhase Phase(ContractionProblem problem, Blocking blocking, CpuTarget target)
    {
        long outer = problem.Outer.Aggregate(1L, (a, b) => a * b);
        long tasks = outer * blocking.Tasks;
        double bytes = 4.0 * problem.Depth * problem.N * (problem.B.Outer.Any(s => s != 0) ? outer : 1);
        long panel = problem.B.Form == PanelForm.Gathered
            ? (blocking.Depth?.Length ?? problem.Depth) * blocking.Panels.Max(p => p.Vectors) * target.Lanes * 4 : 0;
        long sums = TileEmitter.ScratchBytes(problem, blocking.Depth is null ? 1 : blocking.TilesPerTask, target);
        return new(tasks, Math.Max(problem.Flops / target.Flops, bytes / target.BytesPerSecond),
            asm => new ContractionEmitter(asm, problem, blocking, (panel, sums)).Emit())
        {
            ScratchBytes = panel + sums,
        };
    }

    private void Emit()
    {
        _asm.ForEachTask(task =>
        {
            FindTask(task);
            if (_blocking.Depth is { } depth) SumParts(depth);
            else Sweep();
        });
        _asm.Return();
    }

    private void SumParts(DepthSplit depth)
    {
        var (first, sums) = _scope.Part!.Value;
        void Part(Gpr k)
        {
            _asm.Store64(first, k);
            _asm.Address(k, _scope.KeptSums);
            _asm.Store64(sums, k);
            _asm.Free(k);
            Sweep();
        }
        (_scope.Depth, _scope.IsLastPart) = (depth.Length, false);
        var head = _asm.NewLabel();
        var k = _asm.NewGpr();
        _asm.Set(k, 0);
        _asm.BindLoop(head);
        Part(k);
        k = _asm.NewGpr();
        _asm.Load64(k, first);
        _asm.Add(k, depth.Length);
        _asm.JumpIf(k, Condition.Less, depth.Length * (depth.Count - 1), head);
        (_scope.Depth, _scope.IsLastPart) = (depth.Last, true);
        Part(k);
    }

    private void Advance(Mem slot, long bytes)
    {
        var pointer = _asm.NewGpr();
        _asm.Load64(pointer, slot);
        _asm.Add(pointer, bytes);
        _asm.Store64(slot, pointer);
        _asm.Free(pointer);
    }

    private void Sweep()
    {
        int at = 0;
        foreach (var panel in _blocking.Panels)
        {
            int width = panel.Vectors * _blocking.Unit;
            _scope.StepOfB = _problem.B.Form == PanelForm.InPlace ? checked((int)(_problem.B.K * 4)) : width * 4;
            int ahead = Math.Min(PrefetchSteps, PrefetchMost / (panel.Vectors * _asm.VectorBytes));
            _scope.PrefetchBytes = ahead * _scope.StepOfB;
            int perTask = _blocking.PanelGroups > 1 ? _blocking.PanelsPerTask : 0;
            Loop(_scope.N, _groupN, _endN, new(panel.Start, width, panel.Count, at, perTask), () => Sweep(panel));
            at += panel.Count;
        }
    }

    private void Sweep(PanelRun panel)
    {
        if (_gathered is { } scratch) PanelGather.Emit(_asm, _problem, _scope, panel, scratch);
        int atY = 0;
        foreach (var y in _blocking.Y)
        {
            Loop(_scope.Y, _groupY, _endY, new(y.Start, y.Size, y.Count, atY, _blocking.RowGroups > 1 ? _blocking.RowsPerTask : 0), () =>
            {
                int atX = 0;
                foreach (var x in _blocking.X)
                {
                    Loop(_scope.X, _groupX, _endX, new(x.Start, x.Size, x.Count, atX, _blocking.ColumnGroups > 1 ? _blocking.ColumnsPerTask : 0),
                        () => Tile(y, x, panel));
                    atX += x.Count;
                }
            });
            atY += y.Count;
        }
    }

    private void Tile(TileRun y, TileRun x, PanelRun panel)
    {
        if (_problem.B.Form == PanelForm.Columns) DotEmitter.Emit(_asm, _problem, _scope, y, x, panel.Vectors);
        else TileEmitter.Emit(_asm, _problem, _scope, y, x, panel);
        if (_scope.Part is { } part) Advance(part.Sums, TileEmitter.SumsPerTile * _asm.VectorBytes);
    }

    // Takes the number of a task apart; keeps its groups and the operands' pointers on the stack.
    private void FindTask(Gpr task)
    {
        Gpr rest = _asm.NewGpr(), digit = _asm.NewGpr();
        _asm.Move(rest, task);
        void Digit(int count, int perTask, Mem group)
        {
            if (count <= 1) return;
            _asm.DivRem(rest, digit, rest, count);
            _asm.Mul(digit, digit, perTask);
            _asm.Store64(group, digit);
        }
        if (_blocking.PanelsInnermost) Digit(_blocking.PanelGroups, _blocking.PanelsPerTask, _groupN);
        Digit(_blocking.ColumnGroups, _blocking.ColumnsPerTask, _groupX);
        Digit(_blocking.RowGroups, _blocking.RowsPerTask, _groupY);
        if (!_blocking.PanelsInnermost) Digit(_blocking.PanelGroups, _blocking.PanelsPerTask, _groupN);

        var outer = _problem.Outer;
        if (outer.Any(size => size > 1) || _problem.SourceWindow is not null) FindOuter(rest, digit);
        _asm.Free(rest, digit);
    }

    private void FindOuter(Gpr rest, Gpr digit)
    {
        var outer = _problem.Outer;
        List<TileOperand> operands = [_problem.A, _problem.C, .. _problem.Operands.Values];
        if (_problem.Initial is { } initial) operands.Add(initial);
        var kept = operands.Select(o => (o.Argument, o.Outer)).Append((_problem.B.Argument, _problem.B.Outer)).Distinct();
        var step = _asm.NewGpr();
        var slots = new List<(Mem Slot, ValueArray<long> Outer)>();
        foreach (var (argument, steps) in kept)
        {
            bool moves = argument == _problem.A.Argument && _problem.SourceWindow is not null;
            if (steps.All(s => s == 0) && !moves) continue;
            var slot = _scope.KeepBase(argument, steps);
            _asm.Load64(step, At(_scope.Arguments, argument));
            _asm.Store64(slot, step);
            slots.Add((slot, steps));
        }
        for (int axis = outer.Count - 1; axis >= 0; axis--)
        {
            bool windowed = axis == _problem.SourceWindow?.Axis;
            if (outer[axis] == 1 && !windowed) continue;
            if (outer[axis] == 1) _asm.Set(digit, 0);
            else _asm.DivRem(rest, digit, rest, outer[axis]);
            if (windowed) FindSources(digit);
            foreach (var (slot, steps) in slots)
            {
                if (steps[axis] == 0) continue;
                var pointer = _asm.NewGpr();
                _asm.Mul(step, digit, steps[axis] * 4);
                _asm.Load64(pointer, slot);
                _asm.Add(pointer, step);
                _asm.Store64(slot, pointer);
                _asm.Free(pointer);
            }
        }
        _asm.Free(step);
    }

    // The sources of outputs at this place of the window's axis; A then begins at the first of them.
    private void FindSources(Gpr place)
    {
        var window = _problem.SourceWindow!.Taps;
        Gpr first = _asm.NewGpr(), count = _asm.NewGpr();
        _asm.Address(count, _asm.Table(TileRun.Table(window)));
        _asm.Load32(first, At(count, place, 8));
        _asm.Load32(count, At(count, place, 8, 4));
        var (slotFirst, slotCount) = _scope.Sources!.Value;
        _asm.Store64(slotFirst, first);
        _asm.Store64(slotCount, count);
        var slot = _scope.Base(_problem.A.Argument, _problem.A.Outer);
        _asm.Load64(count, slot);
        _asm.Mul(first, first, _problem.Steps.Source * 4);
        _asm.Add(count, first);
        _asm.Store64(slot, count);
        _asm.Free(first, count);
    }

    /// <summary>Tiles of one kind.</summary>
    /// <param name="Start">Position of the first.</param>
    /// <param name="Size">Positions of a tile.</param>
    /// <param name="Count">Number of tiles.</param>
    /// <param name="Before">Tiles of other kinds before them.</param>
    /// <param name="PerTask">Tiles of all kinds in one task; 0 if every task has all of them.</param>
    private readonly record struct TileLoop(int Start, int Size, int Count, int Before, int PerTask);

    // Runs the body with the position at each tile of one kind that belongs to the task.
    private void Loop(Gpr position, Mem group, Mem end, TileLoop tiles, Action body)
    {
        if (tiles.Count == 0) return;
        Label head = _asm.NewLabel(), done = _asm.NewLabel();
        if (tiles.PerTask == 0)
        {
            _asm.Set(position, tiles.Start);
            if (tiles.Count > 1) _asm.BindLoop(head);
            body();
            if (tiles.Count > 1)
            {
                _asm.Add(position, tiles.Size);
                _asm.JumpIf(position, Condition.Less, tiles.Start + tiles.Size * tiles.Count, head);
            }
            _asm.Bind(done);
            return;
        }
        Gpr last = _asm.NewGpr(), bound = _asm.NewGpr();
        _asm.Load64(position, group);
        _asm.Add(position, -tiles.Before);
        _asm.Move(last, position);
        _asm.Add(last, tiles.PerTask);
        _asm.Set(bound, 0);
        _asm.Max(position, position, bound);
        _asm.Set(bound, tiles.Count);
        _asm.Min(last, last, bound);
        _asm.JumpIf(position, Condition.GreaterOrEqual, last, done);
        _asm.Mul(position, position, tiles.Size);
        _asm.Add(position, tiles.Start);
        _asm.Mul(last, last, tiles.Size);
        _asm.Add(last, tiles.Start);
        _asm.Store64(end, last);
        _asm.Free(last, bound);
        _asm.BindLoop(head);
        body();
        _asm.Add(position, tiles.Size);
        last = _asm.NewGpr();
        _asm.Load64(last, end);
        _asm.JumpIf(position, Condition.Less, last, head);
        _asm.Free(last);
        _asm.Bind(done);
    }
}
