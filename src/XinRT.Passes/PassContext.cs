using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>What passes share during one run of a pipeline: options, log, symbols and the wish to stop.</summary>
public sealed class PassContext(PassOptions? options = null, CancellationToken cancel = default)
{
    private SymbolSource? _symbols;

    /// <summary>What the user switched and the backend wants.</summary>
    public PassOptions Options { get; } = options ?? new();

    /// <summary>What happened.</summary>
    public PassLog Log { get; private init; } = new();

    /// <summary>Set when the run must end.</summary>
    public CancellationToken Cancel { get; } = cancel;

    /// <summary>How many changes may be made in all; the verifier lowers it to find the one that is wrong.</summary>
    public int ChangeLimit { get; private init; } = int.MaxValue;

    /// <summary>Whether another change may be made.</summary>
    public bool MayRewrite => Log.ChangeCount < ChangeLimit;

    /// <summary>Symbols that the graph under change does not use yet.</summary>
    public SymbolSource Symbols => _symbols ??= new SymbolSource();

    /// <summary>Whether a rule or pass is switched off, by the user or by the backend.</summary>
    public bool IsDisabled(string name) => Options.Disabled.Contains(name) || Options.Fusion.Declined.Any(d => d == name);

    /// <summary>Makes <see cref="Symbols"/> avoid those of a graph; called when passes begin to work on it.</summary>
    public void Begin(Graph graph) => _symbols = new SymbolSource(graph);

    /// <summary>A context with the same options, an empty log, and a limit to the number of changes.</summary>
    internal PassContext Limited(int changes) => new(Options, Cancel) { ChangeLimit = changes };
}
