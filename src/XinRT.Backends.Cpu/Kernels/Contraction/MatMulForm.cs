using XinRT.Fusion;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>Reads MatMul and Gemm nodes as <see cref="ContractionProblem"/>.</summary>
internal static class MatMulForm
{
    private const int IndexA = 0, IndexB = 1, IndexC = 2, IndexInitial = 3, IndexOperands = 4;

    /// <summary>Why a MatMul or Gemm is not taken whatever its right operand is, or null.</summary>
    public static string? WhyNot(KernelProblem problem, AnchoredForm fused)
    {
        if (problem.Outputs.Count != 1 || problem.Outputs[0] is not { } c) return "there is not just one result";
        if (problem.WhyNotAll(DType.F32) is { } other) return other;
        if (fused.Epilogue.Operands.Any(i => problem.Inputs[i]!.Layout.Rank > c.Layout.Rank)) return "an operand has more axes than the result";
        var a = problem.Inputs[fused.AnchorInputs[0]]!.Layout;
        long k = a.Dims[fused.Anchor is GemmOp { TransA: true } ? 0 : a.Rank - 1];
        // Distances within a panel are 32 bits.
        return k > 1 << 20 || c.Layout.Count >= int.MaxValue ? "it is too large" : null;
    }

    /// <summary>Layouts for a node whose right operand is read in the given form.</summary>
    public static KernelPlan Plan(KernelProblem problem, PanelForm form)
    {
        var fused = problem.Anchored!;
        var c = problem.Outputs[0]!.Layout;
        var inputs = problem.Inputs.Select(i => i?.Layout).ToArray();
        int last = c.Rank - 1;
        bool vector = problem.Inputs[fused.AnchorInputs[1]]!.Layout.Rank == 1;
        var overwrites = new List<int>();
        foreach (int i in fused.Epilogue.Operands.Concat(Addend(fused)))
        {
            if (!vector) inputs[i] = BroadcastSteps.Readable(inputs[i]!, c.Rank, last);
            if (inputs[i]!.Dims.Equals(c.Dims) && i != fused.AnchorInputs[0] && i != fused.AnchorInputs[1] && !overwrites.Contains(i)) overwrites.Add(i);
        }
        if (form == PanelForm.Columns) SumInnermost(inputs, fused);
        else if (form != PanelForm.Packed)
        {
            int b = fused.AnchorInputs[1];
            var (k, n) = StepsOfB(problem);
            if (k != 1 && n != 1) inputs[b] = TensorLayout.RowMajor([.. inputs[b]!.Dims]);
        }
        return new() { Inputs = inputs, Outputs = [TensorLayout.RowMajor([.. c.Dims])], WritesStrided = true, WritesAnyOrder = true, Overwrites = overwrites };
    }

    /// <summary>The problem with both operands in layouts where the axis of the sum is innermost; null if a tensor is also
    /// read in another place, which needs another layout.</summary>
    public static KernelProblem? WithSumInnermost(KernelProblem problem)
    {
        var inputs = problem.Inputs.Select(i => i?.Layout).ToArray();
        var fused = problem.Anchored!;
        SumInnermost(inputs, fused);
        // One tensor may be both operands, or also follow the product.
        int a = fused.AnchorInputs[0], b = fused.AnchorInputs[1], rank = problem.Outputs[0]!.Layout.Rank;
        if (SumInnermost(inputs[a]!, IsFirstInA(fused)) != inputs[a]) return null;
        foreach (int i in fused.Epilogue.Operands.Concat(Addend(fused)))
            if ((i == a || i == b) && BroadcastSteps.Readable(inputs[i]!, rank, rank - 1) != inputs[i]) return null;
        var ordered = problem.Inputs.Select((o, i) => o is null ? null : o with { Layout = inputs[i]! });
        return problem with { Inputs = [.. ordered] };
    }

    /// <summary>Steps of the right operand along k and n.</summary>
    public static (long K, long N) StepsOfB(KernelProblem problem)
    {
        var fused = problem.Anchored!;
        var b = problem.Inputs[fused.AnchorInputs[1]]!.Layout;
        if (b.Rank == 1) return (b.Strides[0], 1);
        bool swapped = fused.Anchor is GemmOp { TransB: true };
        int k = swapped ? b.Rank - 1 : b.Rank - 2, n = swapped ? b.Rank - 2 : b.Rank - 1;
        // An axis of one element has any step one likes.
        return (b.Dims[k] == 1 && b.Dims[n] > 1 && b.Strides[n] != 1 ? 1 : b.Strides[k], b.Dims[n] == 1 ? 1 : b.Strides[n]);
    }

    /// <summary>The problem with the layouts it has now.</summary>
    public static ContractionProblem Read(KernelProblem problem, PanelForm form)
    {
        var fused = problem.Anchored!;
        var arguments = KernelArguments.Of(problem);
        var gemm = fused.Anchor as GemmOp;
        TensorLayout a = problem.Inputs[fused.AnchorInputs[0]]!.Layout, b = problem.Inputs[fused.AnchorInputs[1]]!.Layout;
        var c = problem.Outputs[0]!.Layout;
        int rows = a.Rank == 1 ? 0 : 1, columns = b.Rank == 1 ? 0 : 1, batch = c.Rank - rows - columns;
        int axisK = gemm is { TransA: true } ? 0 : a.Rank - 1, axisM = gemm is { TransA: true } ? 1 : a.Rank - 2;
        int[] addend = [.. Addend(fused)], operands = [.. fused.Epilogue.Operands];

        // Steps of each operand along the axes of the result.
        List<long[]> steps = [BatchSteps(a, batch, c.Rank), BatchSteps(b, batch, c.Rank), [.. c.Strides]];
        if (rows == 1) steps[IndexA][batch] = a.Strides[axisM];
        steps.Add(addend.Length > 0 ? BroadcastSteps.Of(problem.Inputs[addend[0]]!.Layout, c.Rank) : new long[c.Rank]);
        foreach (int i in operands) steps.Add(BroadcastSteps.Of(problem.Inputs[i]!.Layout, c.Rank));

        var axes = new LoopAxes();
        for (int axis = 0; axis < batch + rows; axis++) axes.Add(c.Dims[axis], [.. steps.Select(s => s[axis])]);
        var x = axes.TakeInnermost(IndexB, steps.Count);
        var y = axes.TakeInnermost(IndexB, steps.Count);
        // A single column has any step one likes: that of the rows lets results of several rows be one vector.
        bool wide = columns == 1 && c.Dims[^1] > 1;
        long StepOfN(int index) => wide ? steps[index][^1] : x.Steps[index] == 1 ? 1 : 0;
        TileOperand Operand(int argument, int index) =>
            new(argument, axes.Of(index), y.Steps[index], x.Steps[index], StepOfN(index));
        var (k, n) = StepsOfB(problem);
        return new()
        {
            Outer = axes.Counts, Y = AxisWindow.Plain(y.Count), X = AxisWindow.Plain(x.Count),
            K = checked((int)a.Dims[axisK]),
            N = columns == 1 ? checked((int)c.Dims[^1]) : 1,
            A = Operand(KernelArguments.Input(fused.AnchorInputs[0]), IndexA) with { N = 0 },
            Steps = new(0, 0, 0, a.Strides[axisK]),
            B = form == PanelForm.Packed ? new(form, arguments.Packed(0), axes.Of(IndexB))
                : new(form, KernelArguments.Input(fused.AnchorInputs[1]), axes.Of(IndexB), k, n),
            C = Operand(arguments.Output(0), IndexC) with { N = 1 },
            Initial = addend.Length > 0 ? Operand(KernelArguments.Input(addend[0]), IndexInitial) : null,
            InitialFactor = gemm?.Beta ?? 1,
            Epilogue = fused.Epilogue,
            Operands = Arrays.Indices(operands.Length).ToDictionary(i => operands[i],
                i => Operand(KernelArguments.Input(operands[i]), IndexOperands + i)),
        };
    }

    // Where the axis of the sum is not innermost in an operand, one of that order takes its place.
    private static void SumInnermost(TensorLayout?[] inputs, AnchoredForm fused)
    {
        int a = fused.AnchorInputs[0], b = fused.AnchorInputs[1];
        inputs[a] = SumInnermost(inputs[a]!, IsFirstInA(fused));
        inputs[b] = SumInnermost(inputs[b]!, fused.Anchor is not GemmOp { TransB: true });
    }

    // The layout itself, or one with the last axis or the one before it innermost.
    private static TensorLayout SumInnermost(TensorLayout layout, bool isFirst)
    {
        int axis = layout.Rank == 1 || isFirst ? Math.Max(0, layout.Rank - 2) : layout.Rank - 1;
        if (layout.Dims[axis] == 1 || layout.Strides[axis] == 1) return layout;
        int[] others = [.. Enumerable.Range(0, layout.Rank).Where(i => i != axis)];
        return TensorLayout.InOrder([.. layout.Dims], [.. others, axis]);
    }

    // Whether the axis of the sum is not the left operand's last one.
    private static bool IsFirstInA(AnchoredForm fused) => fused.Anchor is GemmOp { TransA: true };

    private static IEnumerable<int> Addend(AnchoredForm fused) =>
        fused.Anchor is GemmOp { Beta: not 0 } && fused.AnchorInputs.Count > 2 && fused.AnchorInputs[2] >= 0 ? [fused.AnchorInputs[2]] : [];

    // Steps along batch axes, which are aligned at their ends; 0 elsewhere.
    private static long[] BatchSteps(TensorLayout layout, int batch, int rank)
    {
        var steps = new long[rank];
        int own = Math.Max(0, layout.Rank - 2);
        for (int k = 0; k < own; k++) steps[batch - own + k] = layout.Dims[k] == 1 ? 0 : layout.Strides[k];
        return steps;
    }
}
