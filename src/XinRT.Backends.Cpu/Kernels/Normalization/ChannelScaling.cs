using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using XinRT.Backends.Cpu.Kernels.Rows;
using XinRT.Fusion;

namespace XinRT.Backends.Cpu.Kernels.Normalization;

/// <summary>The phase <c>y = (x - mean) · factor + bias</c> with numbers per channel, channels innermost: the end of
/// batch, group and instance normalization.</summary>
/// <remarks>A row is the channels of a pixel. Taking the mean off first costs an operation more than one multiply-add,
/// but does not cancel where the mean is large.</remarks>
internal static class ChannelScaling
{
    /// <summary>Why the operands do not suit, or null.</summary>
    public static string? WhyNot(KernelProblem problem, AnchoredForm fused, int axis)
    {
        if (problem.Outputs[0] is not { } y) return "nobody wants the result";
        if (problem.Outputs.Skip(1).Any(o => o is not null)) return "only the first output is computed";
        var dims = y.Layout.Dims.Span;
        if (axis >= dims.Length || dims.Length < 2) return "there is no channel axis";
        if (y.Layout.Count == 0) return "there is nothing to compute";
        foreach (int i in fused.AnchorInputs.Where(i => i >= 0).Concat(fused.Epilogue.Operands))
            if (problem.Inputs[i]!.DType != DType.F32) return "only f32 is computed";
        foreach (int i in fused.Epilogue.Operands)
            if (!RowSpace.Fits(problem.Inputs[i]!.Layout.Dims.Span, dims, [axis]))
                return $"input {i} broadcasts within a row";
        return null;
    }

    /// <summary>Layouts with channels innermost.</summary>
    public static KernelPlan Plan(KernelProblem problem, AnchoredForm fused, int axis)
    {
        var dims = problem.Outputs[0]!.Layout.Dims.Span;
        var inputs = new TensorLayout?[problem.Inputs.Count];
        for (int i = 0; i < inputs.Length; i++)
            if (problem.Inputs[i]?.Layout is { } layout)
                inputs[i] = layout.Rank == 1 ? TensorLayout.RowMajor(layout.Dims.Span) : layout;
        int main = fused.AnchorInputs[0];
        foreach (int i in fused.Epilogue.Operands.Append(main)) inputs[i] = RowSpace.Wanted(inputs[i]!, dims, [axis]);
        var y = TensorLayout.InOrder(dims, RowSpace.Rearranged(inputs[main]!, dims.Length, [axis]).Order());
        return new()
        {
            Inputs = inputs,
            Outputs = [y, .. problem.Outputs.Skip(1).Select(_ => (TensorLayout?)null)],
            WritesStrided = RowSpace.StaysDense(y, [axis]),
            Overwrites = [main],
        };
    }

    /// <summary>The phase.</summary>
    /// <param name="problem">The node and its operands.</param>
    /// <param name="fused">The node taken apart.</param>
    /// <param name="axis">Axis of channels.</param>
    /// <param name="target">The processor.</param>
    /// <param name="factors">Mean, factor and bias.</param>
    /// <param name="activation">What comes before the epilogue.</param>
    public static KernelPhase Phase(KernelProblem problem, AnchoredForm fused, int axis, CpuTarget target,
        (RowOperand Mean, RowOperand Factor, RowOperand Bias) factors, ScalarExpr? activation = null)
    {
        var y = problem.Outputs[0]!.Layout;
        int main = fused.AnchorInputs[0];
        int[] others = [.. fused.Epilogue.Operands];
        RowOperand Input(int i) => new(KernelArguments.Input(i), problem.Inputs[i]!.Layout);
        var space = new RowSpace(y.Dims.Span, [axis],
            [new(KernelArguments.Of(problem).Output(0), y), Input(main), factors.Mean, factors.Factor, factors.Bias,
                .. others.Select(Input)]);
        double seconds = 8.0 * y.Count / target.BytesPerSecond;
        long rowsPerTask = space.RowsPerTask(seconds);
        return new((space.Rows + rowsPerTask - 1) / rowsPerTask, seconds, asm =>
        {
            Vec x = asm.NewVec(), t = asm.NewVec();
            var pass = new RowPass(asm, space.Length, turns: 2, unrolled: 8);
            var walk = new RowWalk(asm, space, leave: 2);
            var first = new ScalarEmitter(asm, activation ?? ScalarExpr.Identity);
            var epilogue = new ScalarEmitter(asm, fused.Epilogue);
            walk.ForEachRow(rowsPerTask, () => pass.Run(v =>
            {
                walk.Load(x, 1, v);
                walk.Load(t, 2, v);
                asm.Sub(x, x, t);
                walk.Load(t, 3, v);
                asm.Mul(x, x, t);
                walk.Load(t, 4, v);
                asm.Add(x, x, t);
                first.Apply(x, (_, _) => { });
                epilogue.Apply(x, (d, i) => walk.Load(d, 5 + Array.IndexOf(others, i), v));
                v.Store(asm, walk.Row(0), x);
            }));
            asm.Return();
        });
    }
}
