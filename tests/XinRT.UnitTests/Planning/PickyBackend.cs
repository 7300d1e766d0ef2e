using XinRT.Backends;
using XinRT.Backends.Reference;
using XinRT.Fusion;
using XinRT.Ir;

namespace XinRT.UnitTests.Planning;

/// <summary>The reference backend under another name, for nodes that a condition holds for, with regions and a policy
/// of its own.</summary>
/// <param name="takes">Which nodes it takes.</param>
internal sealed class PickyBackend(Predicate<Node> takes) : IBackend
{
    private readonly ReferenceBackend _inner = new();

    public string Id => "picky";

    /// <summary>What fusion may make for it.</summary>
    public FusionPolicy Policy { get; init; } = new();

    /// <summary>Regions that it would compute as one step.</summary>
    public Func<Graph, IReadOnlyList<Node>, IEnumerable<Candidate>> Regions { get; init; } = (_, _) => [];

    public IReadOnlyList<DeviceInfo> Probe() => _inner.Probe();

    public FusionPolicy Fusion(DeviceInfo device) => Policy;

    public TargetProfile Measure(DeviceInfo device, DeviceOptions options) => device.Profile;

    public IDevice Open(DeviceInfo device, DeviceOptions options) =>
        new Device(this, takes, _inner.Open(device, options));

    private sealed class Device(PickyBackend backend, Predicate<Node> takes, IDevice inner) : IDevice
    {
        public string Fingerprint => "picky";

        public Refusal? WhyNot(KernelProblem problem) => takes(problem.Node) ? null : "it does not like the node";

        public IEnumerable<Candidate> Candidates(Graph graph, IReadOnlyList<Node> nodes) =>
            backend.Regions(graph, nodes).Concat(nodes.Where(n => takes(n)).Select(n => new Candidate([n])));

        public IEnumerable<KernelSpec> Offer(KernelProblem problem) => takes(problem.Node)
            ? inner.Offer(problem).Select(Own) : [];

        public KernelPlan? Plan(KernelSpec spec, KernelProblem problem) => takes(problem.Node)
            ? inner.Plan(Inner(spec), problem) : null;

        public IReadOnlyList<IKernel> Load(IReadOnlyList<KernelRequest> requests) =>
            inner.Load([.. requests.Select(r => r with { Spec = Inner(r.Spec) })]);

        public IDeviceContext CreateContext() => inner.CreateContext();

        public void Dispose() => inner.Dispose();

        private static KernelSpec Own(KernelSpec spec) => spec with { Backend = "picky" };

        private static KernelSpec Inner(KernelSpec spec) => spec with { Backend = "reference" };
    }
}
