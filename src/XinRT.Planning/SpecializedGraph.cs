using XinRT.Ir;

namespace XinRT.Planning;

/// <summary>The graph of an engine for given input sizes.</summary>
/// <param name="Graph">A graph of its own; no tensor in it is larger than a tensor may be.</param>
/// <param name="Origins">Index of each of its nodes in the engine's graph.</param>
public sealed record SpecializedGraph(Graph Graph, IReadOnlyDictionary<Node, int> Origins);
