using XinRT.Backends;
using XinRT.Ir;

namespace XinRT.Compiler.Partition;

/// <summary>Gives each node to the first backend that takes it, and keeps the reasons of those that refused.</summary>
public static class Placer
{
    /// <summary>One choice a node, in node order.</summary>
    public static IReadOnlyList<NodePlacement> Place(Graph graph, BackendRegistry backends) => [.. graph.Nodes.Select(node =>
    {
        var (backend, refusals) = backends.Place(node);
        return new NodePlacement(node, backend.Offer(node)[0], refusals);
    })];
}

/// <summary>Where a node runs, with which kernel, and why not elsewhere.</summary>
public sealed record NodePlacement(Node Node, KernelSpec Kernel, IReadOnlyList<string> Refusals);
