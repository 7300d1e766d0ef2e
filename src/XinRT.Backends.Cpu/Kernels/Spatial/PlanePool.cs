using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>Largest element or mean of each window of an image whose planes lie one after the other, the last axis
/// innermost.</summary>
/// <remarks>
/// <para>Lanes are columns. A window is taken apart: first its planes and rows are joined for every column of the
/// input, which leaves a line in the worker's own memory with neutral elements for the padding at both ends; then
/// adjacent elements of the line are joined. That is K rows and K columns in place of K². With a step of 2 each tap
/// takes the even lanes of two vectors.</para>
/// <para>A task makes the lines of all its rows first, so that no line is read before its stores are done. Its rows
/// follow each other through rows, planes, channels and images of the output.</para>
/// <para>A maximum in which a NaN wins: the larger-of instruction gives its second operand where one is NaN, so the two
/// orders of the operands, joined bit by bit, have a NaN if there is one.</para>
/// <para>Tail: the last vector of a row overlaps the one before it; a row shorter than a vector is masked.</para>
/// </remarks>
internal sealed class PlanePool
{
    private const int LineBytesOfTask = 16 << 10;
    private const int MostAtOnce = 8;

    private readonly SpatialProblem _problem;
    private readonly CpuTarget _target;
    private readonly Func<AxisWindow, long, long>? _count;
    private readonly AxisWindow _rows, _columns, _planes;
    private readonly long _lineBytes;
    private readonly long _allRows;
    private readonly long _rowsPerTask;
    private readonly double _seconds;

    /// <summary>Prepares the phase.</summary>
    /// <param name="problem">The operator with its final layouts.</param>
    /// <param name="target">The processor.</param>
    /// <param name="count">For means: by how many elements along an axis the sum at an output is divided; null for the
    /// largest element.</param>
    public PlanePool(SpatialProblem problem, CpuTarget target, Func<AxisWindow, long, long>? count)
    {
        (_problem, _target, _count) = (problem, target, count);
        (_planes, _rows, _columns) = (problem.Planes, problem.Rows, problem.Columns);
        // The last vectors read a little more than the last window.
        long longest = Math.Max(_columns.PadBegin + _columns.In, LastRead) + 3L * target.Lanes;
        _lineBytes = (longest + target.Lanes - 1) / target.Lanes * target.Lanes * 4;
        _allRows = problem.Output.Dims[0] * problem.Channels * _planes.Out * _rows.Out;
        double joins = (double)_planes.Kernel * _rows.Kernel * _columns.Stride + _columns.Kernel;
        _seconds = 3 * joins * problem.Output.Count / target.Flops
            + 4.0 * (problem.Input.Count + problem.Output.Count) / target.BytesPerSecond;
        long tasks = Math.Clamp((long)(_seconds / 5e-6), 1, target.Threads * 16L);
        _rowsPerTask = Math.Clamp((_allRows + tasks - 1) / tasks, 1, Math.Max(1, LineBytesOfTask / _lineBytes));
    }

    /// <summary>Largest step of the columns that is taken.</summary>
    public const long MostStride = 2;

    /// <summary>Whether an image lies so, not channels-last, and has rows that fill at least half a vector.</summary>
    public static bool Suits(TensorLayout x, CpuTarget target) =>
        x.Dims[^1] >= target.Lanes / 2 && x.Strides[^1] == 1 && (x.Dims[1] == 1 || x.Strides[1] != 1);

    /// <summary>The kernel's only phase.</summary>
    public IReadOnlyList<KernelPhase> Phases()
    {
        if (_problem.Output.Count == 0) return [];
        long tasks = (_allRows + _rowsPerTask - 1) / _rowsPerTask;
        return [new(tasks, _seconds, Emit) { ScratchBytes = _rowsPerTask * _lineBytes }];
    }

    private bool IsMean => _count is not null;

    private float Neutral => IsMean ? 0 : float.NegativeInfinity;

    // Elements of a line up to the end of the last window.
    private long LastRead => (_columns.Out - 1) * _columns.Stride + (_columns.Kernel - 1) * _columns.Dilation + 1;

    private void Emit(VectorAssembler assembler)
    {
        var tables = new SweepTables(assembler, Factor);
        Mem rowTable = tables.Windows(_rows, _problem.Source.H, 0, (0, 0));
        Mem planeTable = tables.Windows(_planes, _problem.Source.D, 0, (0, 0));
        Mem factors = assembler.Table(Factors());
        Mem first = assembler.NewSlot(), count = assembler.NewSlot();
        var operands = new PlaneOperands(assembler, _problem.Problem, _problem.Node);
        TaskLoop.Emit(assembler, (asm, loop, task) =>
        {
            Gpr left = asm.NewGpr(), most = asm.NewGpr();
            asm.Mul(task, task, _rowsPerTask);
            asm.Store64(first, task);
            asm.Set(left, _allRows);
            asm.Sub(left, task);
            asm.Set(most, _rowsPerTask);
            asm.Min(left, left, most);
            asm.Store64(count, left);
            asm.Free(task, left, most);
            EachRow(asm, loop, first, count, (line, row) => MakeLine(asm, loop, row, line, rowTable, planeTable));
            EachRow(asm, loop, first, count, (line, row) =>
                ReadLine(asm, loop, row, line, rowTable, planeTable, factors, operands));
        });
    }

    // Runs a body for each row of the task with the line of the row and its place, which the body frees.
    private void EachRow(VectorAssembler asm, TaskLoop loop, Mem first, Mem count, Action<Gpr, PlaneRow> body)
    {
        Gpr line = asm.NewGpr(), row = asm.NewGpr(), left = asm.NewGpr();
        loop.Scratch(line);
        asm.Load64(row, first);
        asm.Load64(left, count);
        asm.While(left, 1, () =>
        {
            var place = new PlaneRow(asm.NewGpr(), asm.NewGpr(), asm.NewGpr(), asm.NewGpr());
            asm.DivRem(place.Image, place.Row, row, _rows.Out);
            asm.DivRem(place.Image, place.Plane, place.Image, _planes.Out);
            if (_problem.Batch == 1)
            {
                asm.Move(place.Channel, place.Image);
                asm.Set(place.Image, 0);
            }
            else asm.DivRem(place.Image, place.Channel, place.Image, _problem.Channels);
            body(line, place);
            asm.Add(line, _lineBytes);
            asm.Add(row, 1);
        });
        asm.Free(line, row, left);
    }

    // ---- planes and rows of the windows

    private void MakeLine(VectorAssembler asm, TaskLoop loop, PlaneRow place, Gpr line, Mem rowTable, Mem planeTable)
    {
        Gpr source = asm.NewGpr(), rows = asm.NewGpr(), planes = asm.NewGpr();
        loop.Argument(source, KernelArguments.Input(_problem.Node.AnchorInputs[0]));
        loop.AddMultiple(source, place.Image, _problem.Source.N);
        loop.AddMultiple(source, place.Channel, _problem.Source.C);
        Enter(place.Row, rowTable, rows);
        if (_planes != AxisWindow.Single) Enter(place.Plane, planeTable, planes);
        place.Release(asm);
        var neutral = asm.NewVec();
        asm.Broadcast(neutral, Neutral);
        for (long at = 0; at < _columns.PadBegin; at += asm.Lanes) asm.Store(VectorAssembler.At(line, at * 4), neutral);
        PlaneRow.Along(asm, _columns.In, Math.Min(MostAtOnce, asm.FreeVecs - 2), (column, places, mask) =>
            Join(asm, source, rows, planes, line, column, places, mask));
        asm.Broadcast(neutral, Neutral);
        for (long at = _columns.PadBegin + _columns.In; at < LastRead; at += asm.Lanes)
            asm.Store(VectorAssembler.At(line, at * 4), neutral);
        asm.Free(neutral);
        asm.Free(source, rows, planes);

        // Moves the source to the first row or plane of the window that exists.
        void Enter(Gpr output, Mem table, Gpr existing)
        {
            Gpr entry = asm.NewGpr(), t = asm.NewGpr();
            asm.Address(entry, table);
            loop.AddMultiple(entry, output, SweepTables.WindowItems * 4);
            asm.Load32(t, VectorAssembler.At(entry));
            asm.Add(source, t);
            asm.Load32(existing, VectorAssembler.At(entry, 8));
            asm.Free(entry, t);
        }
    }

    private void Join(VectorAssembler asm, Gpr source, Gpr rows, Gpr planes, Gpr line, Gpr? column, long[] places,
        Mask? mask)
    {
        Vec[] sums = asm.NewVecs(places.Length);
        Vec x = asm.NewVec(), t = asm.NewVec();
        foreach (var sum in sums) asm.Broadcast(sum, Neutral);
        Gpr at = asm.NewGpr(), left = asm.NewGpr();
        if (_planes == AxisWindow.Single)
        {
            asm.Move(at, source);
            OverRows();
        }
        else
        {
            Gpr plane = asm.NewGpr(), planesLeft = asm.NewGpr();
            asm.Move(plane, source);
            asm.Move(planesLeft, planes);
            asm.While(planesLeft, 1, () =>
            {
                asm.Move(at, plane);
                OverRows();
                asm.Add(plane, _problem.Source.D * _planes.Dilation);
            });
            asm.Free(plane, planesLeft);
        }
        asm.Free(at, left);
        for (int i = 0; i < places.Length; i++)
            asm.Store(PlaneRow.At(line, column, _columns.PadBegin * 4 + places[i]), sums[i]);
        asm.Free(sums);
        asm.Free(x, t);

        void OverRows()
        {
            asm.Move(left, rows);
            asm.While(left, 1, () =>
            {
                for (int i = 0; i < places.Length; i++)
                {
                    if (mask is { } m) asm.Load(x, PlaneRow.At(at, column, places[i]), m);
                    else asm.Load(x, PlaneRow.At(at, column, places[i]));
                    Accumulate(asm, sums[i], x, t);
                }
                asm.Add(at, _problem.Source.H * _rows.Dilation);
            });
        }
    }

    private void Accumulate(VectorAssembler asm, Vec sum, Vec x, Vec t)
    {
        if (IsMean)
        {
            asm.Add(sum, sum, x);
            return;
        }
        asm.Max(t, x, sum);
        asm.Max(sum, sum, x);
        asm.Or(sum, sum, t);
    }

    // ---- columns of the windows

    private void ReadLine(VectorAssembler asm, TaskLoop loop, PlaneRow place, Gpr line, Mem rowTable, Mem planeTable,
        Mem factors, PlaneOperands operands)
    {
        var output = asm.NewGpr();
        operands.Begin(loop, place);
        loop.Argument(output, KernelArguments.Of(_problem.Problem).Output(0));
        place.AddTo(loop, output, _problem.Target);
        Vec? factor = IsMean ? asm.NewVec() : null, even = _columns.Stride == 2 ? asm.NewVec() : null;
        Gpr factorsAt = asm.NewGpr();
        if (factor is { } f)
        {
            asm.Address(factorsAt, rowTable);
            loop.AddMultiple(factorsAt, place.Row, SweepTables.WindowItems * 4);
            asm.Broadcast(f, VectorAssembler.At(factorsAt, 12));
            if (_planes != AxisWindow.Single)
            {
                var t = asm.NewVec();
                asm.Address(factorsAt, planeTable);
                loop.AddMultiple(factorsAt, place.Plane, SweepTables.WindowItems * 4);
                asm.Broadcast(t, VectorAssembler.At(factorsAt, 12));
                asm.Mul(f, f, t);
                asm.Free(t);
            }
            asm.Address(factorsAt, factors);
        }
        place.Release(asm);
        if (even is { } e) asm.Load(e, asm.Table(Arrays.Make(asm.Lanes, i => 2 * i)));
        var emitter = new ScalarEmitter(asm, _problem.Node.Epilogue);
        int needed = Math.Max(4, ScalarEmitter.Temporaries(_problem.Node.Epilogue));
        int most = Math.Clamp(asm.FreeVecs - needed, 1, ScalarEmitter.Together);
        PlaneRow.Along(asm, _columns.Out, most, (column, places, mask) =>
        {
            Vec[] sums = asm.NewVecs(places.Length);
            Vec[] temps = asm.NewVecs(even is null ? 2 : 4);
            for (int i = 0; i < places.Length; i++)
            {
                for (long k = 0; k < _columns.Kernel; k++)
                {
                    Vec x = k == 0 ? sums[i] : temps[0];
                    long from = places[i] * _columns.Stride + k * _columns.Dilation * 4;
                    if (even is { } index)
                    {
                        asm.Load(temps[2], PlaneRow.At(line, column, from, 2));
                        asm.Load(temps[3], PlaneRow.At(line, column, from + asm.VectorBytes, 2));
                        asm.Permute2(x, temps[2], temps[3], index);
                    }
                    else asm.Load(x, PlaneRow.At(line, column, from));
                    if (k > 0) Accumulate(asm, sums[i], x, temps[1]);
                }
                if (factor is not { } product) continue;
                asm.Mul(sums[i], sums[i], PlaneRow.At(factorsAt, column, places[i]));
                asm.Mul(sums[i], sums[i], product);
            }
            asm.Free(temps);
            emitter.Apply(sums, (d, i, input) => operands.Load(d, input, (column, places[i]), 0, mask), i =>
            {
                if (mask is { } m) asm.Store(PlaneRow.At(output, column, places[i]), sums[i], m);
                else asm.Store(PlaneRow.At(output, column, places[i]), sums[i]);
                asm.Free(sums[i]);
            });
        });
        if (factor is { } unused) asm.Free(unused);
        if (even is { } pattern) asm.Free(pattern);
        asm.Free(output, factorsAt);
    }

    private float Factor(AxisWindow window, long output) =>
        _count is null ? 0 : 1f / Math.Max(1, _count(window, output));

    // One over the count of each column, and some more that nobody uses.
    private float[] Factors()
    {
        var factors = new float[_count is null ? 1 : _columns.Out + _target.Lanes];
        for (int i = 0; i < _columns.Out && _count is not null; i++) factors[i] = Factor(_columns, i);
        return factors;
    }
}
