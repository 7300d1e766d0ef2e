using XinRT.Backends;
using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Planning;

/// <summary>Places nodes on backends: where the engine placed them, else on the first one that takes them. A fused node that its
/// backend refuses is taken apart, and its parts are placed one by one.</summary>
public sealed class Placer
{
    private readonly Graph _graph;
    private readonly IReadOnlyDictionary<Node, int> _origins;
    private readonly IReadOnlyList<NodeKernel> _kernels;
    private readonly DeviceSet _devices;
    private readonly Dictionary<Node, string> _backends = [];
    private readonly List<TakenApart> _takenApart = [];

    private Placer(SpecializedGraph specialized, IReadOnlyList<NodeKernel> kernels, DeviceSet devices)
    {
        (_graph, _origins) = specialized;
        (_kernels, _devices) = (kernels, devices);
    }

    /// <summary>Places all nodes.</summary>
    /// <param name="specialized">The graph, which is changed where nodes are taken apart.</param>
    /// <param name="kernels">The kernel of each node of the engine.</param>
    /// <param name="devices">Devices to ask.</param>
    public static Placement Run(SpecializedGraph specialized, IReadOnlyList<NodeKernel> kernels, DeviceSet devices)
    {
        var placer = new Placer(specialized, kernels, devices);
        var symbols = new SymbolSource(placer._graph);
        foreach (var node in placer._graph.Nodes.ToList()) placer.Place(node, symbols);
        return new(placer._graph, placer._origins, placer._backends, placer._takenApart);
    }

    private void Place(Node node, SymbolSource symbols)
    {
        var problem = KernelProblem.Of(node);
        string known = _origins.TryGetValue(node, out int origin) ? _kernels[origin].Spec.Backend : "";
        if (known.Length > 0 && _devices[known].WhyNot(problem) is null)
        {
            _backends[node] = known;
            return;
        }
        foreach (string backend in _devices.Available)
        {
            if (_devices[backend].WhyNot(problem) is not null) continue;
            if (node.Op is FusedOp && _devices.IsFallback(backend) && backend != _devices.Available[0])
            {
                TakeApart(node, problem, backend, symbols);
                return;
            }
            _backends[node] = backend;
            return;
        }
    }

    private void TakeApart(Node node, KernelProblem problem, string backend, SymbolSource symbols)
    {
        _takenApart.Add(new(_origins.GetValueOrDefault(node, -1), _devices.Refusals(problem, backend)));
        foreach (var part in FusedBody.TakeApart(_graph, node))
        {
            TypeInference.Run(part, symbols);
            Place(part, symbols);
        }
    }
}
