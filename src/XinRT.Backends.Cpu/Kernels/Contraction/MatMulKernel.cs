using XinRT.Fusion;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>Matrix products whose right operand is constant: MatMul and Gemm.</summary>
/// <remarks>The constant is packed into panels (<see cref="PanelPacking"/>) with Gemm's alpha and transB folded in; Gemm's
/// addend is where the sums start. Leading axes become rows, joined into one axis where the layouts allow it. The left operand
/// is read in place with any strides. Tiles: <see cref="TileEmitter"/>; a single row is a tile one output high and up to eight
/// vectors wide, which streams the panels.</remarks>
internal sealed class MatMulKernel : KernelGenerator
{
    /// <inheritdoc/>
    public override string Name => "matmul";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Anchored is not { } fused || fused.Anchor is not (MatMulOp or GemmOp)) return Refusal.OtherOperator;
        if (MatMulForm.WhyNot(problem, fused) is { } reason) return reason;
        var b = problem.Inputs[fused.AnchorInputs[1]]!;
        if (b.Constant is null) return "the right operand is not constant";
        if (fused.Anchor is not GemmOp { Alpha: not 1 } && DotEmitter.Suits(Sizes(b.Layout, fused).N, target))
            return "so few columns are better read as they are";
        return b.Layout.Dims.Take(Math.Max(0, b.Layout.Rank - 2)).Any(d => d != 1) ? "there are several right operands" : null;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Parameters(KernelProblem problem) => ContractionTactics.Parameters;

    /// <inheritdoc/>
    public override IReadOnlyList<Tactic> Tactics(KernelProblem problem, CpuTarget target) =>
        ContractionTactics.Of(MatMulForm.Read(problem, PanelForm.Packed), target);

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target) =>
        MatMulForm.Plan(problem, PanelForm.Packed);

    /// <inheritdoc/>
    public override PackPlan Packing(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var fused = problem.Anchored!;
        var (k, n) = Sizes(problem.Inputs[fused.AnchorInputs[1]]!.Layout, fused);
        return new([fused.AnchorInputs[1]], [PanelPacking.Type(1, k, (int)n, target.Lanes)],
            () => Pack(problem, tactic, target));
    }

    private static IReadOnlyList<Tensor> Pack(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var fused = problem.Anchored!;
        var b = problem.Inputs[fused.AnchorInputs[1]]!.Constant!;
        var gemm = fused.Anchor as GemmOp;
        float alpha = gemm?.Alpha ?? 1;
        bool swapped = gemm?.TransB ?? false;
        var (k, n) = Sizes(TensorLayout.RowMajor(b.Dims), fused);
        long columns = swapped ? k : n;
        var items = b.Span<float>().ToArray();
        return [PanelPacking.Pack(1, k, (int)n, ContractionTactics.Vectors(tactic, target), target.Lanes,
            (_, i, j) => alpha * items[swapped ? j * columns + i : i * columns + j])];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target) =>
        [ContractionTactics.Phase(MatMulForm.Read(problem, PanelForm.Packed), tactic, target)];

    // Length of the sums and number of columns.
    private static (long K, long N) Sizes(TensorLayout b, AnchoredForm fused)
    {
        var (rows, columns) = b.Rank == 1 ? (b.Dims[0], 1) : (b.Dims[b.Rank - 2], b.Dims[b.Rank - 1]);
        return fused.Anchor is GemmOp { TransB: true } ? (columns, rows) : (rows, columns);
    }
}
