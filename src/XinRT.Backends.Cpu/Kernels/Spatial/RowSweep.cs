using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>The loops of every kernel that slides a window over an image, each channel by itself: depthwise convolution
/// and pooling. What happens at a tap is left to the kernel.</summary>
/// <remarks>
/// <para>Lanes are channels. One vector of channels is swept over the rows of a task, so that the input rows under the
/// window stay in the first-level cache; each row is cut into segments of adjacent outputs that are accumulators. For
/// every row of the window each input column of the segment is loaded once and given to all outputs that it touches: (P
/// + K − 1) loads for P·K uses.</para>
/// <para>Padding costs nothing. Taps left and right of the image are not emitted: segments that meet an edge have code
/// of their own, the others share a loop. Rows above and below are cut off by a table in the constant pool that holds,
/// for each output row, where its window begins in input and weights and how many of its rows exist.</para>
/// <para>Rows that need few accumulators are swept for several vectors of channels at once: a row of 7 outputs would wait
/// for each multiply-add and at its end for the epilogue.</para>
/// <para>A lane reads its own channel, or one that <see cref="LaneSources"/> tells: then each vector of channels has an
/// entry in a table of the constant pool with its place in the input, its masks and the pattern that brings channels
/// into lanes.</para>
/// <para>Volumes: a task has one plane of the output; a table as of the rows tells the planes under its windows.</para>
/// <para>Tail: the last vectors of channels have a second copy of the code with masked loads and stores.</para>
/// <para>Tasks: image × plane × rows × channel vectors, either all vectors of some rows or all rows of some
/// vectors.</para>
/// </remarks>
internal abstract class RowSweep(SpatialProblem problem, CpuTarget target)
{
    /// <summary>Window along the columns.</summary>
    protected AxisWindow Columns { get; } = problem.Columns;

    /// <summary>Window along the rows.</summary>
    protected AxisWindow Rows { get; } = problem.Rows;

    /// <summary>Window along the planes of a volume.</summary>
    protected AxisWindow Planes { get; } = problem.Planes;

    /// <summary>Channels that lanes read.</summary>
    protected virtual LaneSources Sources { get; } = LaneSources.Same(problem.Channels, target.Lanes);

    /// <summary>Bytes of a vector.</summary>
    protected int VectorBytes { get; } = target.Lanes * 4;

    /// <summary>Strides of the image that is read.</summary>
    protected PixelStrides Source { get; } = problem.Source;

    /// <summary>Some adjacent outputs of a row: the index of the first, how many, and how many such segments follow
    /// each other.</summary>
    protected readonly record struct Segment(long First, int Count, long Times);

    /// <summary>One kernel's code while it is being written.</summary>
    protected sealed record Frame(VectorAssembler Asm, Gpr Input, Gpr Weights, VectorKind Vector)
    {
        /// <summary>Entry of the row table that belongs to the current output row.</summary>
        public required Gpr Row { get; init; }

        /// <summary>Bytes from the first of the vectors swept together to this one, in a pixel and in constants.</summary>
        public (long Pixel, long Constants) Member { get; init; }

        /// <summary>Where the number of the plane is that belongs to the current output plane.</summary>
        public required Mem PlaneFactor { get; init; }

        /// <summary>Address in the input.</summary>
        public Mem InputAt(long offset) => VectorAssembler.At(Input, Member.Pixel + offset);

        /// <summary>Address in the constants.</summary>
        public Mem WeightsAt(long offset) => VectorAssembler.At(Weights, Member.Constants + offset);

        /// <summary>Loads the elements at an address, only those of the tail if this is the tail.</summary>
        public void Load(Vec d, Mem m, int part = 0)
        {
            if (Vector.Loads is { } masks) Asm.Load(d, m, masks[part]);
            else Asm.Load(d, m);
        }
    }

    /// <summary>Bytes of constants for each vector of channels; 0 if there are none.</summary>
    protected virtual long BlockBytes => 0;

    /// <summary>Bytes of constants for each row of the window.</summary>
    protected virtual long TapRowBytes => 0;

    /// <summary>Vector registers that taps need besides the accumulators.</summary>
    protected abstract int TapRegisters { get; }

    /// <summary>Gives accumulators their first value.</summary>
    protected abstract void Start(Frame f, Vec[] sums);

    /// <summary>Uses one row of the window for all accumulators of a segment. Input points at the column of tap 0 of
    /// the first one, which may lie in the padding.</summary>
    protected abstract void TapRow(Frame f, Segment s, Vec[] sums);

    /// <summary>Turns accumulators into results.</summary>
    protected virtual void Finish(Frame f, Segment s, Vec[] sums)
    {
    }

    /// <summary>The fourth item of an entry in the table of rows or planes.</summary>
    protected virtual float Factor(AxisWindow window, long output) => 0;

    /// <summary>Offset of a column from the first tap of a segment.</summary>
    protected long ColumnOffset(long column) => column * Source.W;

    /// <summary>Columns that a segment reads through taps <paramref name="first"/> to before <paramref name="end"/>,
    /// each with the outputs and taps that use it.</summary>
    protected IEnumerable<(long Column, (int Output, int Tap)[] Uses)> Uses(Segment s, int first, int end)
    {
        long last = (s.Count - 1) * Columns.Stride + (end - 1) * Columns.Dilation;
        for (long column = first * Columns.Dilation; column <= last; column++)
        {
            if (!Columns.Exists(s.First, column)) continue;
            var uses = new List<(int, int)>();
            for (int j = 0; j < s.Count; j++)
            {
                long k = (column - j * Columns.Stride) / Columns.Dilation;
                if (j * Columns.Stride + k * Columns.Dilation == column && k >= first && k < end) uses.Add((j, (int)k));
            }
            if (uses.Count > 0) yield return (column, uses.ToArray());
        }
    }

    /// <summary>The kernel's only phase.</summary>
    /// <param name="rowsFirst">Whether tasks are groups of rows rather than of channel vectors.</param>
    public IReadOnlyList<KernelPhase> Phases(bool rowsFirst)
    {
        if (problem.Output.Count == 0) return [];
        long vectors = Sources.Vectors, rows = Rows.Out, images = problem.Batch * Planes.Out;
        // Images are mostly in the second-level cache, three times as fast as what lies beyond.
        double seconds = 1.5 * problem.Output.Count * Sources.Inputs * problem.Taps / target.Flops
            + 4.0 / 3 * (problem.Input.Count + problem.Output.Count) / target.BytesPerSecond;
        long wanted = Math.Clamp((long)(seconds / 6e-6), 1, target.Threads * 16L);
        long each = Math.Max(1, (wanted + images - 1) / images);
        long rowGroups = rowsFirst ? Math.Min(rows, each) : 1;
        long blockGroups = Math.Min(vectors, (each + rowGroups - 1) / rowGroups);
        if (!rowsFirst) rowGroups = Math.Min(rows, (each + blockGroups - 1) / blockGroups);
        long rowStep = (rows + rowGroups - 1) / rowGroups, blockStep = (vectors + blockGroups - 1) / blockGroups;
        (rowGroups, blockGroups) = ((rows + rowStep - 1) / rowStep, (vectors + blockStep - 1) / blockStep);
        return [new(images * rowGroups * blockGroups, seconds,
            asm => Emit(asm, new(rowGroups, rowStep, rowStep), new(blockGroups, blockStep, blockStep)))];
    }

    /// <summary>A phase whose task t computes the rows from row t on, as many as are asked for, of all channels; the rows of all
    /// planes and images count on. Tasks overlap: the caller chooses some of them.</summary>
    public KernelPhase Strip(long rows)
    {
        long starts = problem.Batch * Planes.Out * (Rows.Out - rows + 1);
        double flops = 1.5 * problem.Channels * rows * Columns.Out * Sources.Inputs * problem.Taps;
        return new(starts, starts * flops / target.Flops,
            asm => Emit(asm, new(Rows.Out - rows + 1, 1, rows), new(1, Sources.Vectors, Sources.Vectors)));
    }

    /// <summary>Whether rows should be divided before channels: when a task still has several windows of
    /// rows.</summary>
    public static bool PrefersRows(SpatialProblem problem, CpuTarget target) =>
        problem.Rows.Out * problem.Planes.Out * problem.Batch >= 4 * problem.Rows.Kernel * target.Threads;

    // How an axis is divided among tasks: group i begins at i·Step and has so many positions, fewer at the end of the axis.
    private readonly record struct TaskAxis(long Groups, long Step, long Size);

    private void Emit(VectorAssembler assembler, TaskAxis rows, TaskAxis blocks)
    {
        var operands = new PixelOperands(assembler, problem.Problem, problem.Node);
        var tables = new SweepTables(assembler, Factor);
        Mem rowTable = tables.Windows(Rows, Source.H, TapRowBytes, (-Columns.PadBegin * Source.W, ConstantsBeforeTaps));
        Mem planeTable = tables.Windows(Planes, Source.D, Rows.Kernel * TapRowBytes, (0, 0));
        var vectorTable = Sources.IsSame ? default : tables.Vectors(Sources, problem.Channels);
        TaskLoop.Emit(assembler, (asm, loop, task) =>
        {
            Gpr rowGroup = asm.NewGpr(), block = asm.NewGpr(), plane = asm.NewGpr();
            asm.DivRem(task, block, task, blocks.Groups);
            asm.DivRem(task, rowGroup, task, rows.Groups);
            asm.DivRem(task, plane, task, Planes.Out);
            asm.Mul(rowGroup, rowGroup, rows.Step);
            asm.Mul(block, block, blocks.Step);
            operands.Begin(loop, new(task, plane, rowGroup), block);
            var slots = new SweepSlots(asm, vectorTable);
            var args = KernelArguments.Of(problem.Problem);
            Gpr p = asm.NewGpr(), t = asm.NewGpr(), entry = asm.NewGpr();
            asm.Address(entry, planeTable);
            loop.AddMultiple(entry, plane, SweepTables.WindowItems * 4);
            asm.Load32(t, VectorAssembler.At(entry, 8));
            asm.Store64(slots.Planes, t);
            asm.Load32(t, VectorAssembler.At(entry, 12));
            asm.Store64(slots.PlaneFactor, t);
            asm.Load32(t, VectorAssembler.At(entry, 4));
            asm.Store64(slots.PlaneWeights, t);
            asm.Load32(t, VectorAssembler.At(entry));
            loop.Argument(p, KernelArguments.Input(problem.Node.AnchorInputs[0]));
            asm.Add(p, t);
            loop.AddMultiple(p, task, Source.N);
            if (Sources.IsSame) loop.AddMultiple(p, block, asm.VectorBytes);
            asm.Store64(slots.Input, p);
            loop.Argument(p, args.Output(0));
            loop.AddMultiple(p, task, problem.Target.N);
            loop.AddMultiple(p, plane, problem.Target.D);
            loop.AddMultiple(p, rowGroup, problem.Target.H);
            loop.AddMultiple(p, block, asm.VectorBytes);
            asm.Store64(slots.Output, p);
            if (BlockBytes > 0)
            {
                loop.Argument(p, args.Packed(0));
                loop.AddMultiple(p, block, BlockBytes);
                asm.Store64(slots.Weights, p);
            }
            asm.Address(p, rowTable);
            loop.AddMultiple(p, rowGroup, SweepTables.WindowItems * 4);
            asm.Store64(slots.Row, p);
            asm.Set(t, Rows.Out);
            asm.Sub(t, rowGroup);
            asm.Set(p, rows.Size);
            asm.Min(t, t, p);
            asm.Store64(slots.Rows, t);
            asm.Set(t, Sources.Vectors);
            asm.Sub(t, block);
            asm.Set(p, blocks.Size);
            asm.Min(p, p, t);
            asm.Store64(slots.Left, p);
            asm.Store64(slots.LeftInImage, t);
            asm.Free(rowGroup, block, plane, p, t, entry, task);
            Blocks(asm, loop, operands, slots, blocks);
        });
    }

    // Vectors of channels that are swept together: as many as have room for a whole row, if they can be without a rest.
    private int Together(VectorAssembler asm, TaskAxis blocks)
    {
        if (!Sources.IsSame || Columns.Out == 0) return 1;
        long most = Math.Min(Sources.Vectors - Sources.Tails, blocks.Size);
        most = Math.Min(most, MostSums(asm.FreeVecs) / Columns.Out);
        for (long m = most; m > 1; m--)
            if (blocks.Step % m == 0 && Sources.Vectors % m == 0 && Sources.Tails == 0) return (int)m;
        return (int)Math.Max(1, most);
    }

    private void Blocks(VectorAssembler asm, TaskLoop loop, PixelOperands operands, SweepSlots slots, TaskAxis blocks)
    {
        long tails = Sources.Tails;
        int together = Together(asm, blocks);
        Label head = asm.NewLabel(), next = asm.NewLabel(), last = asm.NewLabel(), done = asm.NewLabel();
        if (together > 1)
        {
            Label wide = asm.NewLabel(), rest = asm.NewLabel();
            asm.BindLoop(wide);
            Gpr vectors = asm.NewGpr();
            asm.Load64(vectors, slots.Left);
            asm.JumpIf(vectors, Condition.Less, together, rest);
            asm.Load64(vectors, slots.LeftInImage);
            asm.JumpIf(vectors, Condition.Less, (int)tails + together, rest);
            asm.Free(vectors);
            Sweep(asm, loop, operands, (false, together), slots);
            Next(asm, loop, operands, slots, together, wide);
            asm.Jump(done);
            asm.Bind(rest);
            if (tails == 0 && blocks.Step % together == 0 && Sources.Vectors % together == 0)
            {
                asm.Bind(done);
                return;
            }
        }
        bool both = tails > 0 && tails < Sources.Vectors;
        asm.BindLoop(head);
        if (both)
        {
            var t = asm.NewGpr();
            asm.Load64(t, slots.LeftInImage);
            asm.JumpIf(t, Condition.LessOrEqual, (int)tails, last);
            asm.Free(t);
        }
        if (tails < Sources.Vectors) Sweep(asm, loop, operands, (false, 1), slots);
        if (both) asm.Jump(next);
        asm.Bind(last);
        if (tails > 0) Sweep(asm, loop, operands, (true, 1), slots);
        asm.Bind(next);
        Next(asm, loop, operands, slots, 1, head);
        asm.Bind(done);
    }

    // Goes some vectors of channels on, and back to the label if any are left.
    private void Next(VectorAssembler asm, TaskLoop loop, PixelOperands operands, SweepSlots slots, int vectors,
        Label head)
    {
        operands.NextBlock(loop, vectors);
        if (Sources.IsSame) loop.Advance(slots.Input, vectors * asm.VectorBytes);
        loop.Advance(slots.Output, vectors * asm.VectorBytes);
        loop.Advance(slots.Weights, vectors * BlockBytes);
        loop.Advance(slots.LeftInImage, -vectors);
        var left = asm.NewGpr();
        asm.Load64(left, slots.Left);
        asm.Add(left, -vectors);
        asm.Store64(slots.Left, left);
        asm.JumpIf(left, Condition.Greater, 0, head);
        asm.Free(left);
    }

    // Masks and pattern of the current vector; moves the input to its first channel.
    private VectorKind Begin(VectorAssembler asm, SweepSlots slots, Gpr input, bool isTail)
    {
        if (Sources.IsSame)
        {
            if (!isTail) return default;
            var mask = asm.FirstLanes((int)(problem.Channels % asm.Lanes));
            return new([mask], mask);
        }
        Gpr entry = asm.NewGpr(), t = asm.NewGpr();
        asm.Address(entry, slots.VectorTable);
        asm.Load64(t, slots.LeftInImage);
        asm.Add(t, -1);
        asm.Mul(t, t, SweepTables.VectorItems * 4);
        asm.Add(entry, t);
        asm.Load32(t, VectorAssembler.At(entry));
        asm.Add(input, t);
        Vec? pattern = null;
        (Mask, Gpr)? pair = null;
        if (Sources.IsPair)
        {
            var distance = asm.NewGpr();
            asm.Load32(distance, VectorAssembler.At(entry, 8));
            asm.Load32(t, VectorAssembler.At(entry, 4));
            pair = (asm.FirstLanes(t), distance);
        }
        else if (!Sources.IsBroadcast)
        {
            pattern = asm.NewVec();
            asm.Load32(t, VectorAssembler.At(entry, 4));
            asm.Add(t, entry);
            asm.Load(pattern.Value, VectorAssembler.At(t));
        }
        Mask[]? loads = null;
        Mask? stores = null;
        if (isTail)
        {
            asm.Load32(t, VectorAssembler.At(entry, 12));
            stores = asm.FirstLanes(t);
            asm.Load32(t, VectorAssembler.At(entry, 8));
            loads = new Mask[Sources.IsBroadcast || Sources.IsPair ? 0 : (int)((Sources.Reach + asm.Lanes - 1) / asm.Lanes)];
            for (int i = 0; i < loads.Length; i++)
            {
                loads[i] = asm.FirstLanes(t);
                asm.Add(t, -asm.Lanes);
            }
        }
        asm.Free(entry, t);
        return new(loads, stores) { Pattern = pattern, Pair = pair };
    }

    private void End(VectorAssembler asm, VectorKind vector)
    {
        if (vector.Pattern is { } pattern) asm.Free(pattern);
        if (vector.Pair is var (first, distance))
        {
            asm.Free(first);
            asm.Free(distance);
        }
        if (vector.Stores is { } stores) asm.Free(stores);
        foreach (var mask in Sources.IsSame ? [] : vector.Loads ?? []) asm.Free(mask);
    }

    // All rows of the task for some vectors of channels.
    private void Sweep(VectorAssembler asm, TaskLoop loop, PixelOperands operands, (bool IsTail, int Count) kind,
        SweepSlots slots)
    {
        Gpr input = asm.NewGpr(), weights = asm.NewGpr(), output = asm.NewGpr();
        Gpr row = asm.NewGpr(), left = asm.NewGpr();
        Gpr from = asm.NewGpr(), to = asm.NewGpr(), rowWeights = asm.NewGpr();
        asm.Load64(input, slots.Input);
        var vector = Begin(asm, slots, input, kind.IsTail);
        if (BlockBytes > 0) asm.Load64(weights, slots.Weights);
        asm.Load64(row, slots.Row);
        asm.Load64(left, slots.Rows);
        asm.Load64(output, slots.Output);
        operands.BeginRows();
        var head = asm.NewLabel();
        asm.BindLoop(head);
        asm.Load32(from, VectorAssembler.At(row));
        asm.Add(from, input);
        if (BlockBytes > 0)
        {
            asm.Load32(rowWeights, VectorAssembler.At(row, 4));
            asm.Add(rowWeights, weights);
            if (IsVolume)
            {
                asm.Load64(to, slots.PlaneWeights);
                asm.Add(rowWeights, to);
            }
        }
        asm.Move(to, output);
        operands.BeginPixels();
        foreach (var segment in Segments(asm.FreeVecs))
            asm.Repeat(segment.Times, () =>
                Pixels(asm, loop, operands, vector, segment, new(slots, kind.Count, row, weights, rowWeights, from, to)));
        asm.Add(row, SweepTables.WindowItems * 4);
        asm.Add(output, problem.Target.H);
        operands.NextRow(loop);
        asm.Add(left, -1);
        asm.JumpIf(left, Condition.Greater, 0, head);
        asm.Free(input, weights, row, left, output, from, to, rowWeights);
        End(asm, vector);
    }

    private readonly record struct Place(SweepSlots Slots, int Vectors, Gpr Row, Gpr Weights, Gpr RowWeights, Gpr From,
        Gpr To);

    private bool IsVolume => Planes != AxisWindow.Single;

    private void Pixels(VectorAssembler asm, TaskLoop loop, PixelOperands operands, VectorKind vector, Segment segment,
        Place at)
    {
        Vec[] sums = asm.NewVecs(segment.Count * at.Vectors);
        Gpr input = asm.NewGpr(), weights = asm.NewGpr(), taps = asm.NewGpr();
        var frame = new Frame(asm, input, weights, vector) { Row = at.Row, PlaneFactor = at.Slots.PlaneFactor };
        EachMember((f, own) => Start(f with { Input = at.From, Weights = at.Weights }, own));
        asm.Move(input, at.From);
        if (BlockBytes > 0) asm.Move(weights, at.RowWeights);
        OverPlanes(asm, at.Slots, input, weights, taps, () =>
        {
            asm.Load32(taps, VectorAssembler.At(at.Row, 8));
            asm.While(taps, 1, () =>
            {
                EachMember((f, own) => TapRow(f, segment, own));
                asm.Add(input, Source.H * Rows.Dilation);
                if (BlockBytes > 0) asm.Add(weights, TapRowBytes);
            });
        });
        asm.Free(input, weights, taps);
        EachMember((f, own) => Finish(f, segment, own));
        operands.Apply(sums, segment.Count, vector.Stores, j =>
        {
            var (member, pixel) = Math.DivRem(j, segment.Count);
            var place = VectorAssembler.At(at.To, pixel * problem.Target.W + member * asm.VectorBytes);
            if (vector.Stores is { } mask) asm.Store(place, sums[j], mask);
            else asm.Store(place, sums[j]);
            asm.Free(sums[j]);
        });
        asm.Add(at.From, segment.Count * Columns.Stride * Source.W);
        asm.Add(at.To, segment.Count * problem.Target.W);
        operands.NextPixels(loop, segment.Count);

        void EachMember(Action<Frame, Vec[]> emit)
        {
            for (int m = 0, first = 0; m < at.Vectors; m++, first += segment.Count)
                emit(frame with { Member = (m * asm.VectorBytes, m * BlockBytes) }, sums[first..(first + segment.Count)]);
        }
    }

    // Runs the body for each plane of the window that exists.
    private void OverPlanes(VectorAssembler asm, SweepSlots slots, Gpr input, Gpr weights, Gpr count, Action body)
    {
        if (!IsVolume)
        {
            body();
            return;
        }
        Label head = asm.NewLabel(), done = asm.NewLabel();
        asm.Load64(count, slots.Planes);
        asm.JumpIf(count, Condition.LessOrEqual, 0, done);
        asm.BindLoop(head);
        asm.Store64(slots.PlanesLeft, count);
        asm.Store64(slots.PlaneInput, input);
        if (BlockBytes > 0) asm.Store64(slots.PlaneTaps, weights);
        body();
        asm.Load64(input, slots.PlaneInput);
        asm.Add(input, Source.D * Planes.Dilation);
        if (BlockBytes > 0)
        {
            asm.Load64(weights, slots.PlaneTaps);
            asm.Add(weights, Rows.Kernel * TapRowBytes);
        }
        asm.Load64(count, slots.PlanesLeft);
        asm.Add(count, -1);
        asm.JumpIf(count, Condition.Greater, 0, head);
        asm.Bind(done);
    }

    private long ConstantsBeforeTaps => BlockBytes - Planes.Kernel * Rows.Kernel * TapRowBytes;

    // As few segments of equal length as registers allow; neighbours with the same taps become one loop.
    private List<Segment> Segments(int freeVectors)
    {
        int most = MostSums(freeVectors);
        if (most < 1) throw new InvalidOperationException("No vector registers are left for accumulators.");
        long pieces = (Columns.Out + most - 1) / most, done = 0;
        var segments = new List<Segment>();
        for (long i = 0; i < pieces; i++)
        {
            var next = new Segment(done, (int)((Columns.Out - done + pieces - i - 1) / (pieces - i)), 1);
            done += next.Count;
            if (segments.Count > 0 && segments[^1].Count == next.Count && IsInside(segments[^1]) && IsInside(next))
                segments[^1] = segments[^1] with { Times = segments[^1].Times + 1 };
            else segments.Add(next);
        }
        return segments;
    }

    private int MostSums(int freeVectors) =>
        freeVectors - Math.Max(TapRegisters, ScalarEmitter.Temporaries(problem.Node.Epilogue));

    private bool IsInside(Segment s) =>
        Columns.Exists(s.First, 0) && Columns.Exists(s.First, (s.Count - 1) * Columns.Stride + (Columns.Kernel - 1) * Columns.Dilation);
}
