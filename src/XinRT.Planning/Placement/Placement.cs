using XinRT.Ir;

namespace XinRT.Planning;

/// <summary>Which backend computes what, decided before any layout is known.</summary>
/// <param name="Graph">The specialized graph, with regions as one node and without the fused nodes that had to be taken
/// apart.</param>
/// <param name="Origins">Index of each node in the engine's graph; parts of what was taken apart, and regions, have
/// none.</param>
/// <param name="Backends">Id of the backend of each node; views, joins, nodes without elements, and nodes that no
/// backend offered to compute, may have none.</param>
/// <param name="TakenApart">Fused nodes in whose place their parts stand.</param>
/// <param name="Regions">Nodes in whose place one fused node stands.</param>
public sealed record Placement(Graph Graph, IReadOnlyDictionary<Node, int> Origins,
    IReadOnlyDictionary<Node, string> Backends, IReadOnlyList<TakenApart> TakenApart,
    IReadOnlyList<PlacedRegion> Regions);
