using XinRT.Backends;
using XinRT.Ir;

namespace XinRT.Runtime;

/// <summary>Everything an engine is, as data: the graph, a kernel for each node, a place for each value.</summary>
public sealed record EnginePlan
{
    /// <summary>The optimized graph. Step i of the engine runs node i.</summary>
    public required Graph Graph { get; init; }

    /// <summary>The kernel of each node.</summary>
    public required IReadOnlyList<KernelSpec> Kernels { get; init; }

    /// <summary>Where values live.</summary>
    public required MemoryLayout Memory { get; init; }

    /// <summary>Allowed sizes of each symbol of the inputs; empty if anything goes.</summary>
    public IReadOnlyList<SymbolRange> Ranges { get; init; } = [];

    /// <summary>Facts about the build: producer, model, options. Contains nothing that differs between equal builds.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; } = [];
}

/// <summary>Sizes that a symbol may take, and the size the engine was tuned for.</summary>
public sealed record SymbolRange(string Symbol, long Min, long Opt, long Max);

/// <summary>Places of values in the arena. Values not listed are views, constants, inputs, or of sizes only the run can tell;
/// the latter come from the managed heap.</summary>
/// <param name="ArenaBytes">Size of the arena of one context.</param>
/// <param name="LowerBoundBytes">Largest sum of live values at any step: no arena can be smaller.</param>
/// <param name="Places">Place of each planned value by name.</param>
public sealed record MemoryLayout(long ArenaBytes, long LowerBoundBytes, IReadOnlyList<Placement> Places);

/// <summary>One planned value: at most <paramref name="Bytes"/> at <paramref name="Offset"/>, alive from the step that computes
/// it to the last that reads it. A value written over its input has the input's offset.</summary>
public sealed record Placement(string Value, long Offset, long Bytes, int FirstStep, int LastStep);
