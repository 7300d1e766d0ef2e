using XinRT.Backends;
using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Planning;

/// <summary>Places nodes on backends: where the engine placed them, else each backend in turn gets those of its
/// candidates that are left.</summary>
/// <remarks>Nodes are fused as the first backend likes it. A fused node that this one, or the one that the engine
/// names, does not take is taken apart, and its parts are placed one by one.</remarks>
public sealed class Placer
{
    private readonly Graph _graph;
    private readonly IReadOnlyDictionary<Node, int> _origins;
    private readonly IReadOnlyList<NodeKernel> _kernels;
    private readonly DeviceSet _devices;
    private readonly SymbolSource _symbols;
    private readonly Dictionary<Node, string> _backends = [];
    private readonly List<Apart> _takenApart = [];
    private readonly List<PlacedRegion> _regions = [];

    private Placer(SpecializedGraph specialized, IReadOnlyList<NodeKernel> kernels, DeviceSet devices)
    {
        (_graph, _origins) = specialized;
        (_kernels, _devices, _symbols) = (kernels, devices, new(_graph));
    }

    /// <summary>Places all nodes.</summary>
    /// <param name="specialized">The graph, which is changed where nodes are taken apart and where regions become one
    /// node.</param>
    /// <param name="kernels">The kernel of each node of the engine, or the backend alone.</param>
    /// <param name="devices">Devices to ask.</param>
    public static Placement Run(SpecializedGraph specialized, IReadOnlyList<NodeKernel> kernels, DeviceSet devices)
    {
        var placer = new Placer(specialized, kernels, devices);
        placer.PlaceKnown();
        foreach (string backend in devices.Available) placer.Offer(backend);
        TakenApart[] takenApart = [.. placer._takenApart.Select(t => new TakenApart(t.Origin, t.Refusals,
            [.. t.Parts.Select(p => placer._backends.GetValueOrDefault(p, ""))]))];
        return new(placer._graph, placer._origins, placer._backends, takenApart, placer._regions);
    }

    private bool Takes(string backend, Node node) => _devices[backend].WhyNot(KernelProblem.Of(node)) is null;

    // As the engine has it. Only of fused nodes it must be known before they are scheduled whether they can stay.
    private void PlaceKnown()
    {
        foreach (var node in _graph.Nodes.ToList())
        {
            if (EmptyResults.AreAllOf(node)) continue;
            var known = _origins.TryGetValue(node, out int origin) ? _kernels[origin].Spec : NodeKernel.None.Spec;
            if (known.Backend.Length == 0) continue;
            if (node.Op is not FusedOp || IsTakenBy(known, node)) _backends[node] = known.Backend;
            else TakeApart(node, known.Backend);
        }
    }

    private bool IsTakenBy(KernelSpec known, Node node) =>
        (known.Name.Length > 0 && _devices[known.Backend].Plan(known, KernelProblem.Of(node)) is not null)
        || Takes(known.Backend, node);

    private void Offer(string backend)
    {
        Node[] left = [.. _graph.Nodes.Where(n => !_backends.ContainsKey(n) && !EmptyResults.AreAllOf(n))];
        if (left.Length == 0) return;
        var open = left.ToHashSet();
        foreach (var candidate in _devices[backend].Candidates(_graph, left))
        {
            if (!candidate.Nodes.All(open.Contains)) continue;
            if (candidate.Nodes.Count == 1) _backends[candidate.Nodes[0]] = backend;
            else if (!TryFuse(candidate, backend)) continue;
            open.ExceptWith(candidate.Nodes);
        }
        foreach (var node in left)
            if (node.Op is FusedOp && open.Contains(node)) TakeApart(node, backend);
    }

    private bool TryFuse(Candidate candidate, string backend)
    {
        if (Region.Of(_graph, candidate.Nodes) is not { } region) return false;
        int[] origins = [.. region.Nodes.Select(n => _origins.GetValueOrDefault(n, -1))];
        var fused = region.Fuse();
        TypeInference.Run(fused, _symbols);
        _backends[fused] = backend;
        _regions.Add(new(backend, origins));
        return true;
    }

    private void TakeApart(Node node, string backend)
    {
        var refusals = _devices.Refusals(KernelProblem.Of(node), backend);
        var parts = FusedBody.TakeApart(_graph, node);
        _takenApart.Add(new(_origins.GetValueOrDefault(node, -1), refusals, parts));
        foreach (var part in parts)
        {
            TypeInference.Run(part, _symbols);
            if (Takes(backend, part)) _backends[part] = backend;
            else if (part.Op is FusedOp) TakeApart(part, backend);
        }
    }

    private sealed record Apart(int Origin, IReadOnlyList<string> Refusals, IReadOnlyList<Node> Parts);
}
