using XinRT.TestKit.Faults;

namespace XinRT.Soak.Graphs;

/// <summary>A network as a case of the search. It is made when it is looked at, so that naming a smaller case costs
/// only the steps that lead to it.</summary>
/// <param name="make">Makes the network; null where a step to a smaller one leads nowhere.</param>
/// <param name="test">Name of the test.</param>
/// <param name="check">Method of <see cref="GraphCase"/> that the test calls.</param>
/// <param name="judge">Judges the network.</param>
internal sealed class NetworkCase(Func<GraphCase?> make, string test, string check, Func<GraphCase, Fault,
    CancellationToken, Verdict> judge) : SoakCase
{
    private readonly Lazy<GraphCase?> _case = new(make);

    /// <inheritdoc/>
    public override string Name => "network";

    /// <inheritdoc/>
    public override string Text => _case.Value is { } one
        ? $"{one.ToText()}{string.Concat(one.Sizes.Select(s => $"# sizes {GraphCase.Show(s)}\n"))}# {one.Backend}, {one.Threads} threads" : "";

    /// <inheritdoc/>
    public override string Test => _case.Value?.ToTest(test, check) ?? "";

    /// <inheritdoc/>
    public override Verdict Judge(Fault undone, CancellationToken cancel) => _case.Value is { } one
        ? judge(one, undone, cancel) : new([]);

    /// <inheritdoc/>
    public override IEnumerable<SoakCase> Smaller()
    {
        if (_case.Value is not { } one) yield break;
        foreach (var settings in Settings(one)) yield return Like(() => settings);
        foreach (var edit in GraphEdits.All(one.Graph)) yield return Like(() => Edited(one, edit));
    }

    private NetworkCase Like(Func<GraphCase?> other) => new(other, test, check, judge);

    private static GraphCase? Edited(GraphCase one, Func<Ir.Graph, Ir.Graph?> edit) =>
        GraphEdits.Apply(edit, one.Graph) is { } edited ? one with { Graph = edited } : null;

    private static IEnumerable<GraphCase> Settings(GraphCase one)
    {
        foreach (var sizes in one.Sizes)
        {
            if (sizes.Count > 0 && GraphEdits.Apply(g => GraphEdits.Bound(g, sizes), one.Graph) is { } bound)
                yield return one with { Graph = bound, Sizes = [new Dictionary<string, long>()] };
            if (one.Sizes.Count > 1) yield return one with { Sizes = [sizes] };
        }
        if (one.Disabled.Count > 0) yield return one with { Disabled = new HashSet<string>() };
        if (one.Threads > 1) yield return one with { Threads = 1 };
        if (one.Backend != "cpu") yield return one with { Backend = "cpu" };
        if (one.Disabled.Count > 0 && one.Disabled.Count < RuleNames.All.Count)
            yield return one with { Disabled = RuleNames.All.ToHashSet() };
        foreach (string rule in one.Disabled.Order(StringComparer.Ordinal))
            if (one.Disabled.Count < RuleNames.All.Count)
                yield return one with { Disabled = one.Disabled.Where(r => r != rule).ToHashSet() };
    }
}
