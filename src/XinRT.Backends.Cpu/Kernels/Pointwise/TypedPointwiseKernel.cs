using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using XinRT.Backends.Cpu.Kernels.Contraction;
using XinRT.Backends.Cpu.Kernels.Movement;
using XinRT.Ir;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Pointwise;

/// <summary>Single element-wise nodes on bool, integers and float32 side by side: choices, comparisons, logic, sums. What masks and
/// positions are computed with.</summary>
/// <remarks>Axes go from outermost to innermost as they lie in the output, joined where all operands cross them evenly. The innermost
/// one is a row, which a vector of elements goes along; an element is a 32-bit lane, or a pair of them for int64 (see
/// <see cref="TypedLanes"/>). Operands are neighbors along a row or the same element. One offset serves all operands, scaled by their
/// sizes. The last vector of a row takes only the lanes that are left. See <see cref="TypedFunction"/> for the arithmetic.</remarks>
internal sealed class TypedPointwiseKernel : KernelGenerator
{
    private const long TaskElements = 16384;

    /// <inheritdoc/>
    public override string Name => "typed-pointwise";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (TypedFunction.Operands(problem.Node.Op) is not { } operands) return Refusal.OtherOperator;
        if (problem.Outputs is not [{ } y] || problem.Inputs.Count != operands || problem.Inputs.Any(i => i is null)) return "an operand is missing";
        if (TypedFunction.WhyNot(problem.Node.Op, [.. problem.Inputs.Select(i => i!.DType)]) is { } reason) return reason;
        return y.Layout.Count * 8 > int.MaxValue ? "it is too large" : null;
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var (inputs, output) = PointwiseLayouts.Of(problem, Arrays.Indices(problem.Inputs.Count));
        return new() { Inputs = inputs, Outputs = [output] };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var y = problem.Outputs[0]!;
        if (y.Layout.Count == 0) return [new(0, 0, asm => asm.Return())];
        KernelOperand[] operands = [y, .. problem.Inputs.Select(i => i!)];
        long[] sizes = [.. operands.Select(o => (long)o.DType.SizeInBytes())];
        long[][] steps = [.. operands.Select(o => BroadcastSteps.Of(o.Layout, y.Layout.Rank))];
        var axes = LoopNest.Collapse(y.Layout.Order().Select(k => new LoopAxis(y.Layout.Dims[k], steps.Select((s, i) => s[k] * sizes[i]).ToArray())));
        var row = new LoopAxis(1, sizes);
        if (axes.Count > 0)
        {
            row = axes[^1];
            axes.RemoveAt(axes.Count - 1);
        }
        var cut = LoopNest.Cut(ref row, TaskElements, target.Lanes);
        var nest = new LoopNest(axes, cut is { } c ? [c] : [], row.Count, TaskElements, 2);
        double seconds = y.Layout.Count * Math.Max(sizes.Sum() / target.BytesPerSecond, 40.0 / target.Lanes / 6e9);
        var arguments = KernelArguments.Of(problem);
        return [new(nest.Tasks, seconds, asm =>
        {
            asm.Free(asm.Argument(3));
            asm.ForEachTask(task =>
            {
                Gpr[] pointers = [.. operands.Select(_ => asm.NewGpr())];
                for (int i = 0; i < pointers.Length; i++) asm.Load64(pointers[i], At(asm.Argument(0), i == 0 ? arguments.Output(0) : KernelArguments.Input(i - 1)));
                nest.Emit(asm, task, pointers, 1, offsets => Row(asm, problem.Node.Op, operands, row, [.. pointers.Select((p, i) => At(p, offsets[i]))]));
                asm.Free(pointers);
            });
            asm.Return();
        })];
    }

    private static void Row(VectorAssembler asm, Operator op, KernelOperand[] operands, LoopAxis row, Mem[] at)
    {
        var index = asm.NewGpr();
        asm.Set(index, 0);
        asm.Repeat(row.Count / asm.Lanes, () =>
        {
            Vector(asm.Lanes);
            asm.Add(index, asm.Lanes);
        });
        if (row.Count % asm.Lanes > 0) Vector((int)(row.Count % asm.Lanes));
        asm.Free(index);

        void Vector(int count)
        {
            var loaded = new TypedValue[operands.Length - 1];
            for (int i = 0; i < loaded.Length; i++)
            {
                var type = operands[i + 1].DType;
                loaded[i] = TypedValue.New(asm, type);
                if (row.Steps[i + 1] == 0) loaded[i].Spread(asm, at[i + 1]);
                else loaded[i].Load(asm, at[i + 1] with { Index = index, Scale = type.SizeInBytes() }, count);
            }
            var result = TypedFunction.Emit(asm, op, loaded);
            result.Store(asm, at[0] with { Index = index, Scale = operands[0].DType.SizeInBytes() }, count);
            foreach (var value in loaded.Append(result).DistinctBy(v => v.Low)) value.Free(asm);
        }
    }
}
