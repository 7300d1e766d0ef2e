using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using XinRT.Reference;

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
/// <para>Tail: the last vector of channels has a second copy of the code with masked loads and stores.</para>
/// <para>Tasks: image × rows × channel vectors, either all vectors of some rows or all rows of some vectors.</para>
/// </remarks>
internal abstract class RowSweep(SpatialProblem problem, CpuTarget target)
{
    private const int RowItems = 4;

    /// <summary>Window along the columns.</summary>
    protected AxisWindow Columns { get; } = problem.Columns;

    /// <summary>Window along the rows.</summary>
    protected AxisWindow Rows { get; } = problem.Rows;

    /// <summary>Bytes of a vector.</summary>
    protected int VectorBytes { get; } = target.Lanes * 4;

    /// <summary>Vector registers there are.</summary>
    protected int Vectors { get; } = target.Vecs;

    /// <summary>Strides of the image that is read.</summary>
    protected PixelStrides Source { get; } = problem.Source;

    /// <summary>Some adjacent outputs of a row: the index of the first, how many, and how many such segments follow
    /// each other.</summary>
    protected readonly record struct Segment(long First, int Count, long Times);

    /// <summary>One kernel's code while it is being written.</summary>
    protected sealed record Frame(VectorAssembler Asm, TaskLoop Loop, PixelOperands Operands, Gpr Input, Gpr Weights,
        Mask? Tail)
    {
        /// <summary>Entry of the row table that belongs to the current output row.</summary>
        public required Gpr Row { get; init; }

        /// <summary>Loads input elements, only the tail's lanes if this is the tail.</summary>
        public void Load(Vec d, Mem m)
        {
            if (Tail is { } mask) Asm.Load(d, m, mask);
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

    /// <summary>The fourth item of a row's table entry.</summary>
    protected virtual float RowFactor(long row) => 0;

    /// <summary>Offset of a column from the first tap of a segment.</summary>
    protected long ColumnOffset(long column) => column * Source.W;

    /// <summary>Columns that a segment reads through taps <paramref name="first"/> to before <paramref name="end"/>,
    /// each with the outputs and taps that use it.</summary>
    protected IEnumerable<(long Column, (int Output, int Tap)[] Uses)> Uses(Segment s, int first, int end) =>
        from j in Enumerable.Range(0, s.Count)
        from k in Enumerable.Range(first, end - first)
        let column = j * Columns.Stride + k * Columns.Dilation
        where Exists(s.First, column)
        group (j, k) by column into g
        orderby g.Key
        select (g.Key, g.ToArray());

    /// <summary>The kernel's only phase.</summary>
    /// <param name="rowsFirst">Whether tasks are groups of rows rather than of channel vectors.</param>
    public IReadOnlyList<KernelPhase> Phases(bool rowsFirst)
    {
        if (problem.Output.Count == 0) return [];
        long vectors = (problem.Channels + target.Lanes - 1) / target.Lanes, rows = Rows.Out;
        // Images are mostly in the second-level cache, three times as fast as what lies beyond.
        double seconds = 1.5 * problem.Output.Count * Rows.Kernel * Columns.Kernel / target.Flops
            + 4.0 / 3 * (problem.Input.Count + problem.Output.Count) / target.BytesPerSecond;
        long wanted = Math.Clamp((long)(seconds / 6e-6), 1, target.Threads * 16L);
        long each = Math.Max(1, (wanted + problem.Batch - 1) / problem.Batch);
        long rowGroups = rowsFirst ? Math.Min(rows, each) : 1;
        long blockGroups = Math.Min(vectors, (each + rowGroups - 1) / rowGroups);
        if (!rowsFirst) rowGroups = Math.Min(rows, (each + blockGroups - 1) / blockGroups);
        long rowStep = (rows + rowGroups - 1) / rowGroups, blockStep = (vectors + blockGroups - 1) / blockGroups;
        (rowGroups, blockGroups) = ((rows + rowStep - 1) / rowStep, (vectors + blockStep - 1) / blockStep);
        return [new(problem.Batch * rowGroups * blockGroups, seconds,
            asm => Emit(asm, new(rowGroups, rowStep, rowStep), new(blockGroups, blockStep, blockStep)))];
    }

    /// <summary>A phase whose task t computes the rows that begin at row t of all images behind each other, as many as are asked for,
    /// of all channels. Its tasks overlap: the caller chooses some of them.</summary>
    public KernelPhase Strip(long rows)
    {
        long vectors = (problem.Channels + target.Lanes - 1) / target.Lanes, starts = Rows.Out - rows + 1;
        double flops = 1.5 * problem.Channels * rows * Columns.Out * Rows.Kernel * Columns.Kernel;
        return new(problem.Batch * starts, problem.Batch * starts * flops / target.Flops,
            asm => Emit(asm, new(starts, 1, rows), new(1, vectors, vectors)));
    }

    /// <summary>Whether rows should be divided before channels: when a task still has several windows of
    /// rows.</summary>
    public static bool PrefersRows(SpatialProblem problem, CpuTarget target) =>
        problem.Rows.Out * problem.Batch >= 4 * problem.Rows.Kernel * target.Threads;

    // How an axis is divided among tasks: group i begins at i·Step and has so many positions, fewer at the end of the axis.
    private readonly record struct TaskAxis(long Groups, long Step, long Size);

    private void Emit(VectorAssembler assembler, TaskAxis rows, TaskAxis blocks)
    {
        long vectors = (problem.Channels + target.Lanes - 1) / target.Lanes;
        int rest = (int)(problem.Channels % target.Lanes);
        Mask? tail = rest == 0 ? null : assembler.FirstLanes(rest);
        var operands = new PixelOperands(assembler, problem.Problem, problem.Node);
        var table = RowTable(assembler);
        TaskLoop.Emit(assembler, (asm, loop, task) =>
        {
            Gpr rowGroup = asm.NewGpr(), block = asm.NewGpr();
            asm.DivRem(task, block, task, blocks.Groups);
            asm.DivRem(task, rowGroup, task, rows.Groups);
            asm.Mul(rowGroup, rowGroup, rows.Step);
            asm.Mul(block, block, blocks.Step);
            operands.Begin(loop, task, rowGroup, block);
            Mem input = asm.NewSlot(), output = asm.NewSlot(), weights = asm.NewSlot();
            Mem first = asm.NewSlot(), count = asm.NewSlot();
            var args = KernelArguments.Of(problem.Problem);
            Gpr p = asm.NewGpr(), t = asm.NewGpr();
            loop.Argument(p, KernelArguments.Input(problem.Node.AnchorInputs[0]));
            loop.AddMultiple(p, task, Source.N);
            loop.AddMultiple(p, block, asm.VectorBytes);
            asm.Store64(input, p);
            loop.Argument(p, args.Output(0));
            loop.AddMultiple(p, task, problem.Target.N);
            loop.AddMultiple(p, rowGroup, problem.Target.H);
            loop.AddMultiple(p, block, asm.VectorBytes);
            asm.Store64(output, p);
            if (BlockBytes > 0)
            {
                loop.Argument(p, args.Packed(0));
                loop.AddMultiple(p, block, BlockBytes);
                asm.Store64(weights, p);
            }
            asm.Address(p, table);
            loop.AddMultiple(p, rowGroup, RowItems * 4);
            asm.Store64(first, p);
            asm.Set(t, Rows.Out);
            asm.Sub(t, rowGroup);
            asm.Set(p, rows.Size);
            asm.Min(t, t, p);
            asm.Store64(count, t);
            asm.Set(t, vectors);
            asm.Sub(t, block);
            asm.Set(p, blocks.Size);
            asm.Min(p, p, t);
            // Vectors left in the task, and in the image: the last of these is the tail.
            Mem left = asm.NewSlot(), leftInImage = asm.NewSlot();
            asm.Store64(left, p);
            asm.Store64(leftInImage, t);
            asm.Free(rowGroup, block, p, t, task);
            Blocks(asm, loop, operands, tail, new(input, output, weights, first, count, left, leftInImage));
        });
    }

    private readonly record struct Slots(Mem Input, Mem Output, Mem Weights, Mem Row, Mem Rows, Mem Left,
        Mem LeftInImage);

    private void Blocks(VectorAssembler asm, TaskLoop loop, PixelOperands operands, Mask? tail, Slots slots)
    {
        Label head = asm.NewLabel(), next = asm.NewLabel(), last = asm.NewLabel();
        asm.BindLoop(head);
        if (tail is not null)
        {
            var t = asm.NewGpr();
            asm.Load64(t, slots.LeftInImage);
            asm.JumpIf(t, Condition.LessOrEqual, 1, last);
            asm.Free(t);
        }
        Sweep(asm, loop, operands, null, slots);
        if (tail is not null)
        {
            asm.Jump(next);
            asm.Bind(last);
            Sweep(asm, loop, operands, tail, slots);
            asm.Bind(next);
        }
        operands.NextBlock(loop);
        loop.Advance(slots.Input, asm.VectorBytes);
        loop.Advance(slots.Output, asm.VectorBytes);
        loop.Advance(slots.Weights, BlockBytes);
        loop.Advance(slots.LeftInImage, -1);
        var left = asm.NewGpr();
        asm.Load64(left, slots.Left);
        asm.Add(left, -1);
        asm.Store64(slots.Left, left);
        asm.JumpIf(left, Condition.Greater, 0, head);
        asm.Free(left);
    }

    // All rows of the task for one vector of channels.
    private void Sweep(VectorAssembler asm, TaskLoop loop, PixelOperands operands, Mask? tail, Slots slots)
    {
        Gpr input = asm.NewGpr(), weights = asm.NewGpr(), output = asm.NewGpr();
        Gpr row = asm.NewGpr(), left = asm.NewGpr();
        Gpr from = asm.NewGpr(), to = asm.NewGpr(), rowWeights = asm.NewGpr();
        asm.Load64(input, slots.Input);
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
        }
        asm.Move(to, output);
        operands.BeginPixels();
        foreach (var segment in Segments(asm.FreeVecs))
            asm.Repeat(segment.Times, () =>
                Pixels(asm, loop, operands, tail, segment, new(row, weights, rowWeights, from, to)));
        asm.Add(row, RowItems * 4);
        asm.Add(output, problem.Target.H);
        operands.NextRow(loop);
        asm.Add(left, -1);
        asm.JumpIf(left, Condition.Greater, 0, head);
        asm.Free(input, weights, row, left, output, from, to, rowWeights);
    }

    private readonly record struct Place(Gpr Row, Gpr Weights, Gpr RowWeights, Gpr From, Gpr To);

    private void Pixels(VectorAssembler asm, TaskLoop loop, PixelOperands operands, Mask? tail, Segment segment,
        Place at)
    {
        Vec[] sums = asm.NewVecs(segment.Count);
        Gpr input = asm.NewGpr(), weights = asm.NewGpr(), taps = asm.NewGpr();
        Start(new(asm, loop, operands, at.From, at.Weights, tail) { Row = at.Row }, sums);
        asm.Move(input, at.From);
        if (BlockBytes > 0) asm.Move(weights, at.RowWeights);
        asm.Load32(taps, VectorAssembler.At(at.Row, 8));
        var frame = new Frame(asm, loop, operands, input, weights, tail) { Row = at.Row };
        asm.While(taps, 1, () =>
        {
            TapRow(frame, segment, sums);
            asm.Add(input, Source.H * Rows.Dilation);
            if (BlockBytes > 0) asm.Add(weights, TapRowBytes);
        });
        asm.Free(input, weights, taps);
        Finish(frame, segment, sums);
        operands.Apply(sums, tail);
        for (int j = 0; j < sums.Length; j++)
        {
            var place = VectorAssembler.At(at.To, j * problem.Target.W);
            if (tail is { } mask) asm.Store(place, sums[j], mask);
            else asm.Store(place, sums[j]);
        }
        asm.Free(sums);
        asm.Add(at.From, segment.Count * Columns.Stride * Source.W);
        asm.Add(at.To, segment.Count * problem.Target.W);
        operands.NextPixels(loop, segment.Count);
    }

    // For each output row: where its first tap is in the input (from the row's image, at the column of the padding),
    // where that tap's constants are, how many rows of the window exist, and a number of the kernel's own.
    private Mem RowTable(VectorAssembler asm)
    {
        var items = new int[Rows.Out * RowItems];
        for (int o = 0; o < Rows.Out; o++)
        {
            var (first, count) = Rows.Taps(o);
            long tap = count == 0 ? 0 : (first - (o * Rows.Stride - Rows.PadBegin)) / Rows.Dilation;
            items[o * RowItems] = checked((int)(first * Source.H - Columns.PadBegin * Source.W));
            items[o * RowItems + 1] = checked((int)(BlockBytes - Rows.Kernel * TapRowBytes + tap * TapRowBytes));
            items[o * RowItems + 2] = count;
            items[o * RowItems + 3] = BitConverter.SingleToInt32Bits(RowFactor(o));
        }
        return asm.Table(items);
    }

    // As few segments of equal length as registers allow; neighbours with the same taps become one loop.
    private List<Segment> Segments(int freeVectors)
    {
        int most = freeVectors - Math.Max(TapRegisters, ScalarEmitter.Temporaries(problem.Node.Epilogue));
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

    private bool IsInside(Segment s) =>
        Exists(s.First, 0) && Exists(s.First, (s.Count - 1) * Columns.Stride + (Columns.Kernel - 1) * Columns.Dilation);

    // Whether a column, counted from tap 0 of an output, is in the image.
    private bool Exists(long output, long column)
    {
        long at = output * Columns.Stride - Columns.PadBegin + column;
        return at >= 0 && at < Columns.In;
    }
}
