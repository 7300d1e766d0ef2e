using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>Matrix products of two computed operands, with batch axes of any strides: MatMul and Gemm.</summary>
/// <remarks>If the columns of the right operand are innermost it is read in place. If its rows are (a transposed view),
/// each panel is transposed into the worker's scratch memory once per task; see <see cref="PanelGather"/>. Tiles:
/// <see cref="TileEmitter"/>. With few rows or few columns the elements are dot products of what lies in memory, where
/// the axis of the sum is innermost in both operands or becomes so by copying the small one:
/// <see cref="DotEmitter"/>.</remarks>
internal sealed class BatchedMatMulKernel : KernelGenerator
{
    /// <summary>What a step that copies an operand costs besides its elements.</summary>
    private const double CopyCycles = 2000;

    /// <inheritdoc/>
    public override string Name => "batched-matmul";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Anchored is not { } fused || fused.Anchor is not (MatMulOp or GemmOp)) return Refusal.OtherOperator;
        if (fused.Anchor is GemmOp { Alpha: not 1 }) return "alpha is not 1";
        return MatMulForm.WhyNot(problem, fused);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Parameters(KernelProblem problem) => ContractionTactics.Parameters;

    /// <inheritdoc/>
    public override IReadOnlyList<Tactic> Tactics(KernelProblem problem, CpuTarget target)
    {
        var panels = MatMulForm.Read(problem, FormAtHand(problem));
        if (MatMulForm.WithSumInnermost(problem) is not { } dots) return ContractionTactics.Of([(panels, 0)], target);
        double copied = 0;
        foreach (var (now, wanted) in problem.Inputs.Zip(dots.Inputs))
            if (now?.Layout != wanted?.Layout) copied += CopyCycles + wanted!.Layout.Count;
        return ContractionTactics.Of([(panels, 0), (MatMulForm.Read(dots, PanelForm.Columns), copied)], target);
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target) =>
        MatMulForm.Plan(problem, Form(problem, tactic));

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target) =>
        [ContractionTactics.Phase(MatMulForm.Read(problem, Form(problem, tactic)), tactic, target)];

    private static PanelForm Form(KernelProblem problem, Tactic tactic) =>
        ContractionTactics.IsDot(tactic) && MatMulForm.WithSumInnermost(problem) is not null ? PanelForm.Columns : FormAtHand(problem);

    private static PanelForm FormAtHand(KernelProblem problem)
    {
        var (k, n) = MatMulForm.StepsOfB(problem);
        return n == 1 || k != 1 ? PanelForm.InPlace : PanelForm.Gathered;
    }
}
