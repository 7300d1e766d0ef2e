using XinRT.Backends.Cpu.Kernels.Reduction;
using XinRT.Fusion;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>Mean or largest element of every plane of an image.</summary>
/// <remarks>Planes that lie one after the other may be read so (tactic <c>planes</c>): a reduction like any other, see
/// <see cref="ReduceKernel"/>. For channels-last images phases and registers: <see cref="PlaneSums"/>. Where channels
/// give too few tasks, rows are divided too, and a second phase joins the partial results.</remarks>
internal sealed class GlobalPoolKernel : KernelGenerator
{
    /// <inheritdoc/>
    public override string Name => "global-pool";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Anchored is not { } node) return Refusal.OtherOperator;
        if (node.Anchor is not (GlobalAveragePoolOp or GlobalMaxPoolOp or ReduceMeanOp or ReduceMaxOp))
            return Refusal.OtherOperator;
        if (problem.Inputs[node.AnchorInputs[0]] is not { DType: DType.F32, Layout: { Rank: >= 3 and <= 5 } x })
            return "only f32 of 3 to 5 axes is read";
        if (problem.Outputs[0] is not { DType: DType.F32 }) return "only f32 is written";
        if (x.Count == 0) return "there are no elements";
        if (node.Anchor is ReduceMeanOp or ReduceMaxOp && !ReducesPlanes(problem, node, x.Rank))
            return "the axes are not all but the first two";
        return PixelOperands.WhyNot(problem, node);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Parameters(KernelProblem problem) =>
        MayReadPlanes(problem.Anchored!) ? ["planes"] : [];

    /// <inheritdoc/>
    public override IReadOnlyList<Tactic> Tactics(KernelProblem problem, CpuTarget target)
    {
        var node = problem.Anchored!;
        // Other anchors are reductions by themselves.
        if (!MayReadPlanes(node)) return [Tactic.Default];
        var x = problem.Inputs[node.AnchorInputs[0]]!.Layout;
        Tactic last = Tactic.Of(("planes", 0)), planes = Tactic.Of(("planes", 1));
        return x.Strides[^1] == 1 && x.Strides[1] != 1 ? [planes, last] : [last, planes];
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var node = problem.Anchored!;
        if (ReadsPlanes(problem, node, tactic)) return PlanesPlan(problem, node);
        var inputs = problem.Inputs.Select(i => i?.Layout).ToArray();
        int x = node.AnchorInputs[0];
        inputs[x] = PixelOperands.Readable(inputs[x]!, inputs[x]!.Rank);
        if (!PlaneSplit.IsOnePlane(inputs[x]!)) inputs[x] = TensorLayout.ChannelsLast(inputs[x]!.Dims.Span);
        var y = problem.Outputs[0]!.Layout;
        foreach (int i in node.Epilogue.Operands.Where(i => i != x))
            inputs[i] = PixelOperands.Readable(inputs[i]!, y.Rank);
        var split = PlaneSplit.Of(inputs[x]!, target);
        return new()
        {
            Inputs = inputs,
            Outputs = [TensorLayout.ChannelsLast(y.Dims.Span)],
            WorkspaceBytes = split.Parts > 1 ? split.Bytes : 0,
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var node = problem.Anchored!;
        if (ReadsPlanes(problem, node, tactic)) return ReduceKernel.Emit(problem, node, Form(problem, node), target);
        var split = PlaneSplit.Of(problem.Inputs[node.AnchorInputs[0]]!.Layout, target);
        var code = new PlaneSums(problem, node, split);
        var first = new KernelPhase(split.Batch * split.Parts * split.Groups, split.Seconds, code.Planes);
        if (split.Parts == 1) return [first];
        double seconds = split.Seconds * split.Parts / (split.Rows * split.Columns);
        return [first, new(split.Batch * split.Groups, seconds, code.Join)];
    }

    private static bool MayReadPlanes(AnchoredForm node) => node.Anchor is GlobalAveragePoolOp or GlobalMaxPoolOp;

    private static bool ReadsPlanes(KernelProblem problem, AnchoredForm node, Tactic tactic) =>
        MayReadPlanes(node) && tactic.OneOf("planes", 0, 1) != 0;

    private static ReduceForm Form(KernelProblem problem, AnchoredForm node)
    {
        var kind = node.Anchor is GlobalAveragePoolOp ? ReduceKind.Mean : ReduceKind.Max;
        return ReduceForm.OfPlanes(kind, problem.Outputs[0]!.Layout.Rank);
    }

    // The reduction goes by the layout that it is given.
    private static KernelPlan PlanesPlan(KernelProblem problem, AnchoredForm node)
    {
        int main = node.AnchorInputs[0];
        var x = problem.Inputs[main]!;
        var inputs = problem.Inputs.ToArray();
        if (x.Layout.Strides[^1] != 1 || x.Layout.Strides[1] == 1)
            inputs[main] = x with { Layout = TensorLayout.RowMajor(x.Layout.Dims.Span) };
        return ReduceKernel.Plan(problem with { Inputs = inputs }, node, Form(problem, node));
    }

    private static bool ReducesPlanes(KernelProblem problem, AnchoredForm node, int rank)
    {
        if (node.AnchorInputs.Count < 2 || node.AnchorInputs[1] < 0) return false;
        if (problem.Inputs[node.AnchorInputs[1]]!.Steering is not { } axes) return false;
        var reduced = axes.ToInt64s().Select(a => (int)(a < 0 ? a + rank : a)).Distinct().Order();
        return reduced.SequenceEqual(Enumerable.Range(2, rank - 2));
    }
}
