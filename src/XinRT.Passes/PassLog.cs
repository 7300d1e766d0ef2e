namespace XinRT.Passes;

/// <summary>What the passes did, what they almost did and why not, and the time they took. For reports and
/// <c>xinrt explain</c>.</summary>
public sealed class PassLog
{
    private readonly List<RuleEvent> _applied = [];
    private readonly Dictionary<(string Rule, string Node), RuleEvent> _missed = [];
    private readonly List<PassRun> _passes = [];

    /// <summary>Changes in the order made.</summary>
    public IReadOnlyList<RuleEvent> Applied => _applied;

    /// <summary>Places where much of a rule fitted but it was refused; the last reason at each place.</summary>
    public IReadOnlyCollection<RuleEvent> Missed => _missed.Values;

    /// <summary>Each run of a pass, in order.</summary>
    public IReadOnlyList<PassRun> Passes => _passes;

    /// <summary>Number of changes made.</summary>
    public int ChangeCount => _applied.Count;

    /// <summary>How often each rule or pass changed something, by name.</summary>
    public IReadOnlyDictionary<string, int> Counts => _applied.GroupBy(e => e.Rule).ToDictionary(g => g.Key, g => g.Count());

    /// <summary>Notes a change. What was refused at the node before is no longer of interest.</summary>
    public void AddApplied(string rule, string node)
    {
        foreach (var key in _missed.Keys.Where(k => k.Node == node).ToList()) _missed.Remove(key);
        _applied.Add(new(rule, node, RuleOutcome.Applied, null));
    }

    /// <summary>Notes a refusal.</summary>
    public void AddMissed(string rule, string node, string reason) =>
        _missed[(rule, node)] = new(rule, node, RuleOutcome.Missed, reason);

    /// <summary>Forgets refusals at nodes that are gone: what became of them is told elsewhere.</summary>
    public void KeepMissed(IReadOnlySet<string> nodes)
    {
        foreach (var key in _missed.Keys.Where(k => !nodes.Contains(k.Node)).ToList()) _missed.Remove(key);
    }

    /// <summary>Notes the end of a pass.</summary>
    public void AddPass(PassRun run) => _passes.Add(run);
}
