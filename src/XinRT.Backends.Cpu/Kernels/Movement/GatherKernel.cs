using XinRT.Backends.Cpu.Asm;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>Slices of an axis chosen by indices that are known when it runs, such as rows of an embedding.</summary>
/// <remarks>
/// <para>Phase 1 looks at every index and writes one word to the start of the workspace: 0, or the number (from 1) of the first
/// index that is out of range, in row-major order. Phase 2 copies; there an index out of range is taken as the nearest in range,
/// so nothing outside the operand is read whatever the indices are. Whoever runs the kernel looks at the word and refuses the
/// result.</para>
/// <para>Phase 2 walks the output in the order of its memory with three pointers: source, target and index. Loops over axes of the
/// index move the last two, other loops the first two. The body reads an index and copies all that is dense from there.</para>
/// </remarks>
internal sealed class GatherKernel : KernelGenerator
{
    private const long TaskBytes = 64 << 10;

    /// <inheritdoc/>
    public override string Name => "gather";

    /// <inheritdoc/>
    public override string? Fault => "indices must lie within the axis, but number {0} of them (counted from 1) does not";

    /// <inheritdoc/>
    public override string? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Node.Op is not GatherOp) return "not Gather";
        if (problem.Inputs[0] is not { } x || problem.Inputs[1] is not { } indices || problem.Outputs[0] is not { } y) return "an operand is missing";
        if (CopyPiece.WhyNot(x.DType) is { } reason) return reason;
        if (indices.DType is not (DType.I32 or DType.I64)) return $"indices of {indices.DType.Name()}";
        return x.Layout.Count == 0 && y.Layout.Count > 0 ? "there is nothing to choose from" : null;
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var (x, y) = (problem.Inputs[0]!.Layout, problem.Outputs[0]!.Layout);
        bool keepsAxes = problem.Inputs[1]!.Layout.Rank == 1;
        return new()
        {
            Inputs = [x, problem.Inputs[1]!.Layout],
            Outputs = [keepsAxes ? TensorLayout.InOrder(y.Dims.Span, x.Order()) : y],
            WritesStrided = true,
            WorkspaceBytes = 64,
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        KernelOperand x = problem.Inputs[0]!, indices = problem.Inputs[1]!, y = problem.Outputs[0]!;
        int rank = x.Layout.Rank, axis = (int)(((GatherOp)problem.Node.Op).Axis + rank) % rank;
        var slots = KernelArguments.Of(problem);
        return [Check(indices, x.Layout.Dims[axis], slots, target), Copy(x, indices, y, axis, slots, target)];
    }

    private static KernelPhase Check(KernelOperand indices, long size, KernelArguments slots, CpuTarget target)
    {
        int bytes = indices.DType.SizeInBytes();
        var axes = LoopNest.Collapse(indices.Layout.Dims.Select((d, k) => new LoopAxis(d, new[] { indices.Layout.Strides[k] * bytes })));
        var nest = new LoopNest(axes, [], 1, long.MaxValue, 8);
        return new(1, indices.Layout.Count * 8 / target.BytesPerSecond, asm => EachTask(asm, task =>
        {
            Gpr at = asm.NewGpr(), index = asm.NewGpr(), number = asm.NewGpr(), arguments = asm.Argument(0);
            var bad = asm.NewLabel();
            asm.Load64(at, VectorAssembler.At(arguments, KernelArguments.Input(1)));
            asm.Set(number, 0);
            nest.Emit(asm, task, [at], 1, offsets =>
            {
                asm.Add(number, 1);
                LoadIndex(asm, index, VectorAssembler.At(at, offsets[0]), bytes);
                asm.JumpIf(index, Condition.GreaterOrEqual, checked((int)size), bad);
                asm.JumpIf(index, Condition.Less, checked((int)-size), bad);
            });
            asm.Set(number, 0);
            asm.Bind(bad);
            asm.Load64(at, VectorAssembler.At(arguments, slots.Workspace));
            asm.Store64(VectorAssembler.At(at), number);
            asm.Free(at, index, number);
        }));
    }

    private static KernelPhase Copy(KernelOperand x, KernelOperand indices, KernelOperand y, int axis, KernelArguments slots, CpuTarget target)
    {
        int size = x.DType.SizeInBytes(), indexBytes = indices.DType.SizeInBytes(), unit = Math.Min(4, size);
        var axes = new List<LoopAxis>();
        for (int k = 0; k < y.Layout.Rank; k++)
        {
            int ofIndex = k - axis, ofData = k < axis ? k : k - indices.Layout.Rank + 1;
            bool chosen = ofIndex >= 0 && ofIndex < indices.Layout.Rank;
            axes.Add(new(y.Layout.Dims[k], new[]
            {
                chosen ? 0 : x.Layout.Strides[ofData] * size, y.Layout.Strides[k] * size, chosen ? indices.Layout.Strides[ofIndex] * indexBytes : 0,
            }));
        }
        if (size > unit) axes.Add(new(size / unit, new[] { (long)unit, unit, 0 }));
        if (axes.Any(a => a.Count == 0)) return new(0, 0, asm => asm.Return());
        axes = LoopNest.Collapse(axes.Where(a => a.Count > 1).OrderByDescending(a => a.Steps[1]));

        // The dense part that one index brings, or a single element.
        var row = new LoopAxis(1, new long[] { unit, unit, 0 });
        if (axes.Count > 0 && axes[^1].Steps == row.Steps)
        {
            row = axes[^1];
            axes.RemoveAt(axes.Count - 1);
        }
        var cut = LoopNest.Cut(ref row, TaskBytes / unit, 64);
        long bytes = row.Count * unit, step = x.Layout.Strides[axis] * size, last = x.Layout.Dims[axis] - 1;
        var nest = new LoopNest(axes, cut is { } c ? [c] : [], bytes + 8, TaskBytes);
        double seconds = y.Layout.Count / (double)row.Count * (2 * bytes + 32) / target.BytesPerSecond;
        return new(nest.Tasks, seconds, asm => EachTask(asm, task =>
        {
            Gpr from = asm.NewGpr(), to = asm.NewGpr(), at = asm.NewGpr(), arguments = asm.Argument(0);
            asm.Load64(from, VectorAssembler.At(arguments, KernelArguments.Input(0)));
            asm.Load64(at, VectorAssembler.At(arguments, KernelArguments.Input(1)));
            asm.Load64(to, VectorAssembler.At(arguments, slots.Output(0)));
            nest.Emit(asm, task, [from, to, at], 1, offsets =>
            {
                Gpr index = asm.NewGpr(), temp = asm.NewGpr();
                var isPlace = asm.NewLabel();
                LoadIndex(asm, index, VectorAssembler.At(at, offsets[2]), indexBytes);
                asm.JumpIf(index, Condition.GreaterOrEqual, 0, isPlace);
                asm.Add(index, last + 1);
                asm.Bind(isPlace);
                asm.Set(temp, 0);
                asm.Max(index, index, temp);
                asm.Set(temp, last);
                asm.Min(index, index, temp);
                asm.Free(temp);
                asm.Mul(index, index, step);
                asm.Add(index, from);
                RowCopy.Copy(asm, VectorAssembler.At(index, offsets[0]), VectorAssembler.At(to, offsets[1]), bytes);
                asm.Free(index);
            });
            asm.Free(from, to, at);
        }));
    }

    private static void EachTask(VectorAssembler asm, Action<Gpr> body)
    {
        asm.ForEachTask(body);
        asm.Return();
    }

    private static void LoadIndex(VectorAssembler asm, Gpr d, Mem m, int bytes)
    {
        if (bytes == 8) asm.Load64(d, m);
        else asm.Load32(d, m);
    }
}
