using XinRT.Backends.Cpu.Kernels.Contraction;
using XinRT.Fusion;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>A depthwise convolution with the pointwise (1×1) one before it, as in inverted residuals, or behind it, as
/// in separable convolutions.</summary>
/// <remarks>
/// <para>The tensor between is larger than what goes in or comes out. A task computes some of its
/// channels and rows into the worker's own memory, which stays in that core's cache, and reads it from there; as
/// separate kernels a core reads much of it from the other cores' caches. Channels need no overlap. Rows do where
/// something is expanded: the windows of neighboring tasks share rows, which both compute; so images are cut by
/// channels before rows. A pointwise convolution at the end wants all channels of its rows, so there only rows are
/// tasks: worth it for large images.</para>
/// <para>All parts are the code of <see cref="ConvKernel"/> and <see cref="GroupConvKernel"/> for a smaller problem,
/// see <see cref="CascadeCode"/>. With <c>rows=0</c> both run one after the other on the whole tensor, as if they had
/// not been joined. Parameters that end with the number of a link are those of its own kernel.</para>
/// <para>Constants: the panels or weights of each link, one group of channels after the other.</para>
/// </remarks>
internal sealed class CascadeKernel : KernelGenerator
{
    // Tiles of a pointwise convolution to try: beside the best tiling of each kind, and where nothing is computed in
    // parts.
    private const int TilesOfParts = 3, TilesApart = 12, TilesOfOtherSweep = 2;

    // Parameters of the cascade as a whole.
    private static readonly string[] Shared = ["rows", "channels"];

    private static readonly ConvKernel Pointwise = new();
    private static readonly GroupConvKernel Depthwise = new();

    /// <inheritdoc/>
    public override string Name => "cascade";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Fused is not ChainForm) return Refusal.OtherOperator;
        if (problem.WhyNotAll(DType.F32) is { } other) return other;
        if (CascadeForm.Of(problem) is not { } form)
            return "only pointwise and depthwise convolutions of images are joined";
        return Array.Find(Each(form, link => Kernel(form, link).WhyNot(form.Link(link), target)), r => r is not null);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Parameters(KernelProblem problem)
    {
        var form = CascadeForm.Of(problem)!;
        return [.. Shared, .. Each(form, link => Own(form, link).Select(p => NameOf(p, link))).SelectMany(p => p)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tactic> Tactics(KernelProblem problem, CpuTarget target)
    {
        var form = CascadeForm.Of(problem)!;
        var tactics = new List<Tactic>();
        bool isBest = true;
        foreach (var tiling in CascadeTiling.Choices(form, target))
        {
            tactics.AddRange(Tactics(form, tiling, tiling is null ? TilesApart : isBest ? TilesOfParts : 1, target));
            isBest &= tiling is null;
        }
        return tactics;
    }

    // The best of every link, then others of one link after the other: each by itself is tuned nearly as well as it
    // would be alone.
    private static IEnumerable<Tactic> Tactics(CascadeForm form, CascadeTiling? tiling, int most, CpuTarget target)
    {
        var own = Each(form, link => Own(form, link, tiling, target).ToList());
        yield return Join(tiling, own.Select(tactics => tactics[0]));
        for (int link = 0; link < own.Length; link++)
        {
            foreach (var other in own[link].Take(most).Skip(1))
                yield return Join(tiling, own.Select((tactics, i) => i == link ? other : tactics[0]));
        }
        if (tiling is not null || own[form.Filter].Count == 1) yield break;
        for (int link = 0; link < own.Length; link++)
        {
            foreach (var other in own[link].Take(link == form.Filter ? 0 : TilesOfOtherSweep).Skip(1))
                yield return Join(null, own.Select((all, i) => i == link ? other : all[i == form.Filter ? 1 : 0]));
        }
    }

    // What is worth trying of a link.
    private static IEnumerable<Tactic> Own(CascadeForm form, int link, CascadeTiling? tiling, CpuTarget target)
    {
        var tactics = Kernel(form, link).Tactics(form.Link(link, tiling), target);
        if (link == form.Filter) return tiling is null ? tactics : tactics.Take(1);
        return tactics.Where(t => t["planes"] == 0 && !ContractionTactics.IsDot(t));
    }

    private static Tactic Join(CascadeTiling? tiling, IEnumerable<Tactic> own)
    {
        var shared = Tactic.Of(("rows", tiling?.Rows ?? 0), ("channels", tiling?.Channels ?? 0));
        var numbered = own.SelectMany((tactic, link) =>
            tactic.Parameters.Select(p => p with { Name = NameOf(p.Name, link) }));
        return new([.. shared.Parameters, .. numbered]);
    }

    // The tactic of a link.
    private static Tactic Of(CascadeForm form, Tactic tactic, int link)
    {
        // What a link computed in parts does not read is checked too. Planes are not in the memory between links.
        if (link == form.Filter) tactic.OneOf(NameOf("rows", link), 0, 1);
        else tactic.OneOf(NameOf("planes", link), 0);
        var own = from name in Own(form, link)
                  where tactic.Has(NameOf(name, link))
                  select new KernelParameter(name, tactic[NameOf(name, link)]);
        return new([.. own]);
    }

    // Parameters of a link's own kernel. Dot products are not computed in parts.
    private static IEnumerable<string> Own(CascadeForm form, int link) =>
        Kernel(form, link).Parameters(form.Link(link)).Where(name => name != "columns");

    // A link's parameter among those of the cascade.
    private static string NameOf(string parameter, int link) => $"{parameter}{link}";

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var form = CascadeForm.Of(problem)!;
        var tiling = CascadeTiling.Of(form, tactic, target);
        var plans = Each(form, link => Kernel(form, link).Plan(form.Link(link), Of(form, tactic, link), target));
        var inputs = new TensorLayout?[problem.Inputs.Count];
        for (int link = 0; link < plans.Length; link++)
        {
            // An image that two links read lies channels-last, which both can read.
            var sources = form.Links[link].Inputs;
            for (int i = 0; i < sources.Count; i++)
                if (sources[i] >= 0) inputs[sources[i]] ??= plans[link].Inputs[i];
        }
        var overwrites = new List<int>();
        foreach (int i in plans[^1].Overwrites)
            if (form.Links[^1].Inputs[i] is >= 0 and var source) overwrites.Add(source);
        return plans[^1] with
        {
            Inputs = inputs,
            // The windows of a strip would read what another one has overwritten.
            Overwrites = tiling is null ? overwrites : [],
            WorkspaceBytes = new CascadeCode(problem, form, tiling).WorkspaceBytes,
        };
    }

    /// <inheritdoc/>
    public override PackPlan Packing(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var form = CascadeForm.Of(problem)!;
        var tiling = CascadeTiling.Of(form, tactic, target);
        var inputs = new List<int>();
        for (int link = 0; link < form.Links.Count; link++)
            foreach (int i in Packing(form, link, null, 0, tactic, target).Inputs) inputs.Add(form.Links[link].Inputs[i]);
        var types = Each(form, link => Times(Type(form, link, tiling, tactic, target), Groups(form, link, tiling)));
        return new(inputs, types, () => Each(form, Pack));

        // The constants of all groups, one after the other.
        Tensor Pack(int link)
        {
            var groups = Enumerable.Range(0, (int)Groups(form, link, tiling))
                .Select(g => Packing(form, link, tiling, g, tactic, target).Make()[0]);
            byte[] bytes = [.. groups.SelectMany(g => g.Bytes.ToArray())];
            return new Tensor(DType.F32, [bytes.Length / sizeof(float)], bytes);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var form = CascadeForm.Of(problem)!;
        if (form.Output.Count == 0) return [];
        var tiling = CascadeTiling.Of(form, tactic, target);
        var code = new CascadeCode(problem, form, tiling);
        var phases = Phases(form, tiling, tactic, target);
        if (tiling is null) return Each(form, link => code.Whole(link, phases[link]));
        var ofRest = tiling.Rest is { } rest ? Phases(form, rest, tactic, target) : null;
        long[] packedBytes = Each(form, link =>
            Times(Type(form, link, tiling, tactic, target), sizeof(float)).Shape![0].Value);
        return [code.Parts(phases, ofRest, packedBytes)];
    }

    // The code of each link.
    private static KernelPhase[] Phases(CascadeForm form, CascadeTiling? tiling, Tactic tactic, CpuTarget target) =>
        Each(form, link => link == form.Filter && tiling is not null
            ? GroupConvKernel.Strip(form.Link(link, tiling), tiling.Rows, target)
            : Kernel(form, link).Emit(form.Link(link, tiling), Of(form, tactic, link), target)[0]);

    private static T[] Each<T>(CascadeForm form, Func<int, T> make) => Arrays.Make(form.Links.Count, make);

    private static KernelGenerator Kernel(CascadeForm form, int link) => link == form.Filter ? Depthwise : Pointwise;

    // Groups of channels for which a link has constants of their own.
    private static long Groups(CascadeForm form, int link, CascadeTiling? tiling) =>
        tiling is not null && link <= form.Filter ? tiling.Groups : 1;

    private static TensorType Type(CascadeForm form, int link, CascadeTiling? tiling, Tactic tactic,
        CpuTarget target) =>
        Packing(form, link, tiling, 0, tactic, target).Types[0];

    private static PackPlan Packing(CascadeForm form, int link, CascadeTiling? tiling, long group, Tactic tactic,
        CpuTarget target) => Kernel(form, link).Packing(form.Link(link, tiling, group), Of(form, tactic, link), target)!;

    private static TensorType Times(TensorType type, long count) =>
        type with { Shape = Shape.Of([count * type.Shape!.Aggregate(1L, (n, d) => n * d.Value)]) };
}
