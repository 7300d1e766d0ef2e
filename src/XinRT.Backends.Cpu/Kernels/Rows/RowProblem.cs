using XinRT.Backends.Cpu.Asm;
using XinRT.Fusion;

namespace XinRT.Backends.Cpu.Kernels.Rows;

/// <summary>A problem whose result is made row by row: which operands it has, in which layouts, and how rows become
/// tasks.</summary>
internal sealed class RowProblem
{
    private readonly Dictionary<int, int> _inputs = [];
    private readonly Dictionary<int, int> _outputs = [];

    /// <summary>Takes operands in their final layouts.</summary>
    /// <param name="problem">The node and its operands.</param>
    /// <param name="fused">The node taken apart.</param>
    /// <param name="inner">Axes of output 0 that make a row.</param>
    public RowProblem(KernelProblem problem, AnchoredForm fused, ReadOnlySpan<int> inner)
    {
        var arguments = KernelArguments.Of(problem);
        var operands = new List<RowOperand>();
        for (int i = 0; i < problem.Outputs.Count; i++)
        {
            if (problem.Outputs[i] is not { } y) continue;
            _outputs[i] = operands.Count;
            operands.Add(new(arguments.Output(i), y.Layout));
        }
        foreach (int i in Read(fused))
        {
            _inputs[i] = operands.Count;
            operands.Add(new(KernelArguments.Input(i), problem.Inputs[i]!.Layout));
        }
        Space = new(problem.Outputs[0]!.Layout.Dims.Span, inner, operands);
    }

    /// <summary>Rows and operands.</summary>
    public RowSpace Space { get; }

    /// <summary>Consecutive rows that are one task; known once <see cref="Phase"/> is called.</summary>
    public long RowsPerTask { get; private set; } = 1;

    /// <summary>The operand that output 0 is.</summary>
    public const int Output = 0;

    /// <summary>The operand that an input of the node is.</summary>
    public int Input(int index) => _inputs[index];

    /// <summary>The operand that another output is, or null if nobody wants it.</summary>
    public int? Other(int output) => _outputs.TryGetValue(output, out int operand) ? operand : null;

    /// <summary>The phase that computes all rows.</summary>
    public KernelPhase Phase(CpuTarget target, double flopsPerElement, Action<VectorAssembler> emit)
    {
        double count = (double)Space.Rows * Space.Length;
        double bytes = Space.Operands.Sum(o => 4.0 * o.Layout.Count);
        double seconds = Math.Max(count * flopsPerElement / target.Flops, bytes / target.BytesPerSecond);
        RowsPerTask = Space.RowsPerTask(seconds);
        return new((Space.Rows + RowsPerTask - 1) / RowsPerTask, seconds, emit);
    }

    /// <summary>Why the operands do not suit, or null.</summary>
    public static string? WhyNot(KernelProblem problem, AnchoredForm fused, ReadOnlySpan<int> inner)
    {
        var y = problem.Outputs[0];
        if (y is null) return "nobody wants the result";
        var dims = y.Layout.Dims.Span;
        if (y.Layout.Count == 0) return "there is nothing to compute";
        foreach (int k in inner)
            if (k < 0 || k >= dims.Length) return "the axis is not one of the result's";
        foreach (var output in problem.Outputs)
            if (output is not null && output.DType != DType.F32) return "only f32 is computed";
        foreach (int i in Read(fused))
        {
            if (problem.Inputs[i]!.DType != DType.F32) return "only f32 is computed";
            if (!RowSpace.Fits(problem.Inputs[i]!.Layout.Dims.Span, dims, inner))
                return $"input {i} broadcasts within a row";
        }
        return null;
    }

    /// <summary>Layouts with dense rows, otherwise as they are at hand; the result is ordered like the anchor's first
    /// input.</summary>
    public static KernelPlan Plan(KernelProblem problem, AnchoredForm fused, ReadOnlySpan<int> inner)
    {
        var dims = problem.Outputs[0]!.Layout.Dims.Span;
        var inputs = new TensorLayout?[problem.Inputs.Count];
        for (int i = 0; i < inputs.Length; i++) inputs[i] = problem.Inputs[i]?.Layout;
        foreach (int i in Read(fused)) inputs[i] = RowSpace.Wanted(inputs[i]!, dims, inner);
        int main = fused.AnchorInputs[0];
        int[] order = RowSpace.Rearranged(inputs[main]!, dims.Length, inner).Order();
        var outputs = new TensorLayout?[problem.Outputs.Count];
        for (int i = 0; i < outputs.Length; i++)
            if (problem.Outputs[i] is { } y) outputs[i] = TensorLayout.InOrder(y.Layout.Dims.Span, order);
        return new()
        {
            Inputs = inputs,
            Outputs = outputs,
            WritesStrided = RowSpace.StaysDense(outputs[0]!, inner),
            Overwrites = fused.Epilogue.Operands.Contains(main) ? [] : [main],
        };
    }

    private static IEnumerable<int> Read(AnchoredForm fused) =>
        fused.AnchorInputs.Where(i => i >= 0).Concat(fused.Epilogue.Operands).Distinct();
}
