using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>Slices chosen by several indices each, one for each of some axes.</summary>
/// <remarks>See <see cref="ChosenRows"/> for the phases.</remarks>
internal sealed class GatherNDKernel : KernelGenerator
{
    private const int MostIndices = 8;

    /// <inheritdoc/>
    public override string Name => "gather-nd";

    /// <inheritdoc/>
    public override string? Fault => ChosenRows.Fault;

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Node.Op is not GatherNDOp) return Refusal.OtherOperator;
        if (problem.Inputs[0] is not { } x || problem.Inputs[1] is not { } indices || problem.Outputs[0] is not { } y) return "an operand is missing";
        if (CopyPiece.WhyNot(x.DType) is { } reason) return reason;
        if (indices.DType is not (DType.I32 or DType.I64)) return $"indices of {indices.DType.Name()}";
        if (indices.Layout.Dims[^1] is < 1 or > MostIndices) return $"{indices.Layout.Dims[^1]} indices for a slice";
        return x.Layout.Count == 0 && y.Layout.Count > 0 ? "there is nothing to choose from" : null;
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target) => new()
    {
        Inputs = [problem.Inputs[0]!.Layout, problem.Inputs[1]!.Layout],
        Outputs = [problem.Outputs[0]!.Layout],
        WritesStrided = true,
        WorkspaceBytes = 64,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        KernelOperand x = problem.Inputs[0]!, indices = problem.Inputs[1]!, y = problem.Outputs[0]!;
        int batch = (int)((GatherNDOp)problem.Node.Op).BatchDims, last = indices.Layout.Rank - 1, count = (int)indices.Layout.Dims[last];
        int size = x.DType.SizeInBytes(), indexBytes = indices.DType.SizeInBytes();
        var axes = new List<LoopAxis>();
        for (int k = 0; k < y.Layout.Rank; k++)
        {
            bool isIndex = k < last;
            axes.Add(new(y.Layout.Dims[k], new[]
            {
                k < batch ? x.Layout.Strides[k] * size : isIndex ? 0 : x.Layout.Strides[batch + count + k - last] * size,
                y.Layout.Strides[k] * size, isIndex ? indices.Layout.Strides[k] * indexBytes : 0,
            }));
        }
        ChosenAxis[] chosen =
        [
            .. Enumerable.Range(0, count).Select(i =>
                new ChosenAxis(x.Layout.Dims[batch + i], x.Layout.Strides[batch + i] * size, i * indices.Layout.Strides[last] * indexBytes)),
        ];
        var rows = new ChosenRows(indexBytes, chosen, KernelArguments.Of(problem), target);
        var places = Enumerable.Range(0, last).Select(k => new LoopAxis(indices.Layout.Dims[k], new[] { indices.Layout.Strides[k] * indexBytes }));
        return [rows.Check(places), rows.Copy(axes, size)];
    }
}
