using XinRT.Backends.Cpu.Kernels.Contraction;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>A pointwise (1×1) convolution and the depthwise one that reads its result, as in inverted residuals.</summary>
/// <remarks>
/// <para>The tensor between the two is several times as large as what goes in and comes out. A task computes some of its channels
/// for some rows into the worker's own memory, which stays in that core's cache, and filters them from there; as separate
/// kernels a core reads much of it from the other cores' caches. Channels need no overlap. Rows do: the windows of
/// neighboring tasks share rows, which both compute; so images are cut by channels before rows.</para>
/// <para>Both parts are the code of <see cref="ConvKernel"/> and <see cref="GroupConvKernel"/> for a smaller problem, see
/// <see cref="CascadeCode"/>. With <c>rows=0</c> they run one after the other on the whole tensor, as if they had not been
/// joined.</para>
/// <para>Constants: the panels of the pointwise convolution and the weights of the depthwise one, for one group of channels
/// after the other.</para>
/// </remarks>
internal sealed class CascadeKernel : KernelGenerator
{
    private static readonly ConvKernel Pointwise = new();
    private static readonly GroupConvKernel Depthwise = new();

    /// <inheritdoc/>
    public override string Name => "cascade";

    /// <inheritdoc/>
    public override string? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (FusedChain.Of(problem.Node) is null) return "not a chain of nodes";
        if (problem.Inputs.Any(i => i is not null && i.DType != DType.F32)) return "not everything is float32";
        if (CascadeForm.Of(problem) is not { } form) return "only a pointwise and a depthwise convolution of images are joined";
        return Pointwise.WhyNot(form.Expand(), target) ?? Depthwise.WhyNot(form.Filter(), target);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tactic> Tactics(KernelProblem problem, CpuTarget target)
    {
        var form = CascadeForm.Of(problem)!;
        var tactics = new List<Tactic>();
        foreach (var tiling in CascadeTiling.Choices(form, target))
        {
            if (tiling is null) tactics.AddRange(Apart(form, target));
            else
            {
                var part = new CascadePart(0, tiling.Channels, tiling.Between);
                tactics.AddRange(Tiles(form.Expand(part), target).Take(tactics.Count == 0 ? 2 : 1).Select(tile => With(tile, tiling.Rows, tiling.Channels, 0)));
            }
        }
        return tactics;
    }

    // Each convolution by itself is tuned as well as it would be alone, or nearly.
    private static IEnumerable<Tactic> Apart(CascadeForm form, CpuTarget target)
    {
        int[] sweeps = [.. Depthwise.Tactics(form.Filter(), target).Select(t => (int)t["rows"])];
        var tiles = Tiles(form.Expand(), target).ToList();
        return sweeps.SelectMany((sweep, i) => tiles.Take(i == 0 ? int.MaxValue : 2).Select(tile => With(tile, 0, 0, sweep)));
    }

    private static Tactic With(Tactic tile, long rows, long channels, int sweep) =>
        Tactic.Of(("rows", rows), ("channels", channels), ("outputs", tile["outputs"]), ("vectors", tile["vectors"]), ("sweep", sweep));

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var form = CascadeForm.Of(problem)!;
        var inputs = new TensorLayout?[problem.Inputs.Count];
        var (first, second) = (Pointwise.Plan(form.Expand(), Tile(tactic), target), Depthwise.Plan(form.Filter(), Sweep(tactic), target));
        foreach (var (link, plan) in form.Links.Zip([first, second]))
        {
            for (int i = 0; i < link.Inputs.Count; i++)
                if (link.Inputs[i] >= 0) inputs[link.Inputs[i]] = plan.Inputs[i];
        }
        // A strip that overlaps the one before would read what that has overwritten.
        return second with
        {
            Inputs = inputs,
            Overwrites = [],
            WorkspaceBytes = CascadeTiling.Of(form, tactic, target) is null ? form.Between.Count * 4 : 0,
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> PackedInputs(KernelProblem problem, Tactic tactic)
    {
        var form = CascadeForm.Of(problem)!;
        return
        [
            .. Pointwise.PackedInputs(form.Expand(), Tile(tactic)).Select(i => form.Links[0].Inputs[i]),
            .. Depthwise.PackedInputs(form.Filter(), Sweep(tactic)).Select(i => form.Links[1].Inputs[i]),
        ];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> PackedTypes(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var form = CascadeForm.Of(problem)!;
        var tiling = CascadeTiling.Of(form, tactic, target);
        var part = tiling is null ? null : new CascadePart(0, tiling.Channels, tiling.Between);
        TensorType Times(TensorType type) => type with { Shape = Shape.Of([(tiling?.Groups ?? 1) * type.Shape!.Aggregate(1L, (n, d) => n * d.Value)]) };
        return [.. Pointwise.PackedTypes(form.Expand(part), Tile(tactic), target).Concat(Depthwise.PackedTypes(form.Filter(part), Sweep(tactic), target)).Select(Times)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Pack(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var form = CascadeForm.Of(problem)!;
        var tiling = CascadeTiling.Of(form, tactic, target);
        var parts = new List<CascadePart?>();
        for (long g = 0; g < (tiling?.Groups ?? 1); g++)
            parts.Add(tiling is null ? null : new CascadePart(tiling.FirstChannel(form, g), tiling.Channels, tiling.Between));
        var packed = parts.Select(part => (Pointwise.Pack(form.Expand(part), Tile(tactic), target)[0], Depthwise.Pack(form.Filter(part), Sweep(tactic), target)[0])).ToList();
        return [Joined(packed.Select(p => p.Item1)), Joined(packed.Select(p => p.Item2))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var form = CascadeForm.Of(problem)!;
        if (form.Output.Count == 0) return [];
        var code = new CascadeCode(problem, form);
        if (CascadeTiling.Of(form, tactic, target) is not { } tiling)
            return [code.Whole(0, Pointwise.Emit(form.Expand(), Tile(tactic), target)[0]), code.Whole(1, Depthwise.Emit(form.Filter(), Sweep(tactic), target)[0])];
        var part = new CascadePart(0, tiling.Channels, tiling.Between);
        long[] bytes = [.. PackedTypes(problem, tactic, target).Select(t => t.Shape![0].Value * sizeof(float) / tiling.Groups)];
        return [code.Parts(tiling, Pointwise.Emit(form.Expand(part), Tile(tactic), target)[0], GroupConvKernel.Strip(form.Filter(part), tiling.Rows, target), bytes)];
    }

    private static IEnumerable<Tactic> Tiles(KernelProblem expand, CpuTarget target) => Pointwise.Tactics(expand, target).Where(t => t["planes"] == 0);

    private static Tactic Tile(Tactic tactic) => Tactic.Of(("outputs", tactic["outputs"]), ("vectors", tactic["vectors"]), ("planes", 0));

    private static Tactic Sweep(Tactic tactic) => Tactic.Of(("rows", tactic["sweep"]));

    private static Tensor Joined(IEnumerable<Tensor> parts)
    {
        byte[] bytes = [.. parts.SelectMany(p => p.Bytes.ToArray())];
        return new Tensor(DType.F32, [bytes.Length / sizeof(float)], bytes);
    }
}
