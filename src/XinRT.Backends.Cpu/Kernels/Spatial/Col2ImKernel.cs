using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using XinRT.Ops;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>Columns of sliding blocks added back into an image.</summary>
/// <remarks>A task is one plane of the output, which becomes zero first. Then each tap of the block adds its plane of positions, moved
/// by the tap's place and cut at the edges: which rows and columns of it fall into the image is known. Lanes are neighbors in a row
/// of the output; with a stride they hold a position each stride and zeros between them.</remarks>
internal sealed class Col2ImKernel : KernelGenerator
{
    // Each tap has code of its own.
    private const long MostTaps = 256;

    /// <inheritdoc/>
    public override string Name => "col2im";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Node.Op is not Col2ImOp) return Refusal.OtherOperator;
        if (problem.Inputs is not [{ DType: DType.F32 } x, { } image, { } block] || problem.Outputs[0] is not { } y) return "only float32 is added";
        if (image.Steering is null || block.Steering is null) return "the sizes are not constant";
        if (y.Layout.Rank is not (3 or 4)) return $"one or two spatial axes are supported, but there are {y.Layout.Rank - 2}";
        if (x.Layout.Rank != 3 || x.Layout.Count == 0 || y.Layout.Count == 0) return "there is nothing to add";
        var op = (Col2ImOp)problem.Node.Op;
        int axes = y.Layout.Rank - 2;
        if (block.Layout.Count != axes || op.Strides.Count % axes != 0 || op.Dilations.Count % axes != 0 || op.Pads.Count % (2 * axes) != 0
            || block.Steering.ToInt64s().Concat(op.Strides).Concat(op.Dilations).Any(v => v is < 1 or > int.MaxValue)
            || op.Pads.Any(v => v is < 0 or > int.MaxValue)) return "attributes do not fit the axes";
        var (rows, columns) = Windows(problem);
        if (rows.Kernel * columns.Kernel > MostTaps) return $"a block has more than {MostTaps} elements";
        return x.Layout.Dims[2] == rows.Out * columns.Out && x.Layout.Dims[1] == y.Layout.Dims[1] * rows.Kernel * columns.Kernel
            ? null : "the positions do not fit the image";
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target) => KernelPlan.RowMajor(problem);

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        TensorLayout x = problem.Inputs[0]!.Layout, y = problem.Outputs[0]!.Layout;
        var (rows, columns) = Windows(problem);
        long plane = rows.In * columns.In, positions = rows.Out * columns.Out, taps = rows.Kernel * columns.Kernel;
        double seconds = (x.Count * 4.0 * Math.Min(4, columns.Stride) + y.Count * 4) / target.BytesPerSecond;
        return [new(y.Dims[0] * y.Dims[1], seconds, asm =>
        {
            asm.ForEachTask(task => Plane(asm, task));
            asm.Return();
        })];

        void Plane(VectorAssembler asm, Gpr task)
        {
            Gpr output = asm.NewGpr(), source = asm.NewGpr(), to = asm.NewGpr(), from = asm.NewGpr();
            asm.Load64(output, At(asm.Argument(0), KernelArguments.Of(problem).Output(0)));
            asm.Mul(to, task, plane * 4);
            asm.Add(output, to);
            asm.Load64(source, At(asm.Argument(0), KernelArguments.Input(0)));
            asm.Mul(to, task, taps * positions * 4);
            asm.Add(source, to);
            var zero = asm.NewVec();
            asm.Zero(zero);
            asm.Move(to, output);
            asm.Repeat(plane / asm.Lanes, () =>
            {
                asm.Store(At(to), zero);
                asm.Add(to, asm.VectorBytes);
            });
            if (plane % asm.Lanes > 0) TypedLanes.Access(asm, zero, At(to), DType.F32, (int)(plane % asm.Lanes), isStore: true);
            asm.Free(zero);
            for (long tap = 0; tap < taps; tap++)
            {
                var (top, height) = Inside(rows, tap / columns.Kernel);
                var (left, width) = Inside(columns, tap % columns.Kernel);
                if (height == 0 || width == 0) continue;
                asm.Address(from, At(source, (tap * positions + top * columns.Out + left) * 4));
                asm.Address(to, At(output, (Place(rows, tap / columns.Kernel, top) * columns.In + Place(columns, tap % columns.Kernel, left)) * 4));
                asm.Repeat(height, () =>
                {
                    Row(asm, from, to, width);
                    asm.Add(from, columns.Out * 4);
                    asm.Add(to, rows.Stride * columns.In * 4);
                });
            }
            asm.Free(output, source, to, from);
        }

        // Adds a row of positions. Pointers stay.
        void Row(VectorAssembler asm, Gpr from, Gpr to, long width)
        {
            int stride = (int)Math.Min(columns.Stride, asm.Lanes), step = asm.Lanes / stride;
            Vec sum = asm.NewVec(), item = asm.NewVec(), spread = asm.NewVec();
            Vec? order = null;
            if (columns.Stride > 1)
            {
                // A lane beyond the positions is zero.
                order = asm.NewVec();
                asm.Load(order.Value, asm.Table(Arrays.Make(asm.Lanes, i => i % stride == 0 && i / stride < step ? i / stride : asm.Lanes - 1)));
            }
            Gpr source = asm.NewGpr(), target = asm.NewGpr();
            asm.Move(source, from);
            asm.Move(target, to);
            asm.Repeat(width / step, () =>
            {
                Some(step);
                asm.Add(source, step * 4);
                asm.Add(target, step * columns.Stride * 4);
            });
            if (width % step > 0) Some((int)(width % step));
            asm.Free(source, target);
            asm.Free(sum, item, spread);
            if (order is { } o) asm.Free(o);

            void Some(int count)
            {
                int reach = (count - 1) * stride + 1;
                TypedLanes.Access(asm, item, At(source), DType.F32, count, isStore: false);
                TypedLanes.Access(asm, sum, At(target), DType.F32, reach, isStore: false);
                var added = item;
                if (order is { } o) asm.Permute(added = spread, item, o);
                asm.Add(sum, sum, added);
                TypedLanes.Access(asm, sum, At(target), DType.F32, reach, isStore: true);
            }
        }
    }

    private static long Place(AxisWindow axis, long tap, long position) => position * axis.Stride - axis.PadBegin + tap * axis.Dilation;

    // The first position whose tap lies in the image, and how many there are.
    private static (long First, long Count) Inside(AxisWindow axis, long tap)
    {
        long first = 0, end = axis.Out;
        while (first < end && Place(axis, tap, first) < 0) first++;
        while (end > first && Place(axis, tap, end - 1) >= axis.In) end--;
        return (first, end - first);
    }

    private static (AxisWindow Rows, AxisWindow Columns) Windows(KernelProblem problem)
    {
        var op = (Col2ImOp)problem.Node.Op;
        var y = problem.Outputs[0]!.Layout.Dims;
        var geometry = new SpatialGeometry(problem.Inputs[2]!.Steering!.ToInt64s(), op.Strides, op.Dilations, op.Pads);
        var axes = geometry.Windows(y.Span,
            because => new BackendException("XIN7002", problem.Node.ToString(), because));
        return (axes.Length < 2 ? AxisWindow.Single : axes[0], axes[^1]);
    }
}
