using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>Matrix products of two computed operands, with batch axes of any strides: MatMul and Gemm.</summary>
/// <remarks>If the columns of the right operand are innermost it is read in place. If its rows are (a transposed view), each panel is
/// transposed into the worker's scratch memory once per task; see <see cref="PanelGather"/>. Tiles:
/// <see cref="TileEmitter"/>.</remarks>
internal sealed class BatchedMatMulKernel : KernelGenerator
{
    /// <inheritdoc/>
    public override string Name => "batched-matmul";

    /// <inheritdoc/>
    public override string? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (FusedNode.Of(problem.Node) is not { } fused || fused.Anchor is not (MatMulOp or GemmOp)) return "not MatMul or Gemm";
        if (fused.Anchor is GemmOp { Alpha: not 1 }) return "alpha is not 1";
        return MatMulForm.WhyNot(problem, fused);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tactic> Tactics(KernelProblem problem, CpuTarget target) =>
        ContractionTactics.Of(MatMulForm.Read(problem, Form(problem)), target);

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target) => MatMulForm.Plan(problem, [0, 1]);

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target) =>
        [ContractionTactics.Phase(MatMulForm.Read(problem, Form(problem)), tactic, target)];

    private static PanelForm Form(KernelProblem problem)
    {
        var (k, n) = MatMulForm.StepsOfB(problem);
        return n == 1 || k != 1 ? PanelForm.InPlace : PanelForm.Gathered;
    }
}
