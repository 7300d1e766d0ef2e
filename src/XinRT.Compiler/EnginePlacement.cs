using XinRT.Backends;
using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Ops;
using XinRT.Passes;
using XinRT.Planning;

namespace XinRT.Compiler;

/// <summary>Brings the graph of an engine into the form in which backends take it: regions become one node, and what
/// the preferred backend would not take of what was fused for it is fused again as the backends of the parts want
/// it.</summary>
internal sealed class EnginePlacement
{
    private readonly Graph _graph;
    private readonly DeviceSet _devices;
    private readonly PassOptions _passes;
    private readonly CancellationToken _cancel;
    private readonly Dictionary<Node, string> _placed = [];
    private readonly Dictionary<Node, IReadOnlyList<string>> _reasons = [];

    private EnginePlacement(Graph graph, DeviceSet devices, PassOptions passes, CancellationToken cancel) =>
        (_graph, _devices, _passes, _cancel) = (graph, devices, passes, cancel);

    /// <summary>Why the nodes of which a node is a part were taken apart.</summary>
    public IReadOnlyDictionary<Node, IReadOnlyList<string>> Reasons => _reasons;

    /// <summary>What the engine knows of each node's kernel: the backend, for nodes that were made for one.</summary>
    public IReadOnlyList<NodeKernel> Kernels => [.. _graph.Nodes.Select(n =>
        _placed.TryGetValue(n, out string? backend) ? NodeKernel.On(backend) : NodeKernel.None)];

    /// <summary>Changes a graph until every backend takes the nodes that are placed on it.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="sizes">Types of the inputs with the sizes to place for.</param>
    /// <param name="devices">Devices to ask.</param>
    /// <param name="options">Limits for what is computed beforehand.</param>
    /// <param name="passes">How nodes are fused again; the policy is that of each backend.</param>
    /// <param name="cancel">Ends the build.</param>
    public static EnginePlacement Run(Graph graph, IReadOnlyList<IrType> sizes, DeviceSet devices,
        EngineOptions options,
        PassOptions passes, CancellationToken cancel)
    {
        var placement = new EnginePlacement(graph, devices, passes, cancel);
        while (placement.Step(sizes, options))
        {
        }
        return placement;
    }

    private bool Step(IReadOnlyList<IrType> sizes, EngineOptions options)
    {
        var draft = new EnginePlan { Graph = _graph, Kernels = Kernels };
        var placement = _devices.WithoutFailing(() => ProgramPlanner.Place(draft, _devices, sizes, options));
        Node[] nodes = [.. _graph.Nodes];
        bool changed = false;
        foreach (var taken in placement.TakenApart)
        {
            if (taken.Origin < 0) continue;
            TakeApart(nodes[taken.Origin], taken);
            changed = true;
        }
        // Regions around what was taken apart are found in the next step.
        if (changed) return true;
        foreach (var (backend, origins) in placement.Regions)
        {
            if (Region.Of(_graph, origins.Select(i => nodes[i])) is not { } region) continue;
            _placed[region.Fuse()] = backend;
            changed = true;
        }
        return changed;
    }

    private void TakeApart(Node node, TakenApart taken)
    {
        bool wasMadeAgain = _placed.Remove(node);
        var parts = FusedBody.TakeApart(_graph, node);
        foreach (var part in parts)
            _reasons[part] = [.. taken.Refusals.Select(r => $"{r} (for '{node.Name}' as one node)")];
        if (wasMadeAgain) return;
        var placed = parts.Zip(taken.Backends).Where(p => p.Second.Length > 0);
        foreach (var group in placed.GroupBy(p => p.Second, p => p.First))
        {
            var policy = _devices.FusionFor(group.Key);
            if (policy.Kinds.IsEmpty) continue;
            foreach (var region in Region.Connected(_graph, [.. group]))
                if (region.Nodes.Count > 1) FuseAgain(region, group.Key, policy);
        }
    }

    private void FuseAgain(Region region, string backend, FusionPolicy policy)
    {
        var body = Pipelines.Fusion.Run(region.ToGraph(),
            new PassContext(_passes with { Fusion = policy, Verify = false }, _cancel));
        if (!body.Nodes.Any(n => n.Op is FusedOp)) return;
        var reasons = region.Nodes.SelectMany(n => _reasons.GetValueOrDefault(n, [])).Distinct().ToList();
        foreach (var node in region.Nodes) _reasons.Remove(node);
        foreach (var node in region.Replace(body))
        {
            _reasons[node] = reasons;
            if (node.Op is FusedOp) _placed[node] = backend;
        }
    }
}
