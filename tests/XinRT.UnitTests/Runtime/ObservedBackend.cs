using XinRT.Backends;
using XinRT.Backends.Reference;
using XinRT.Fusion;

namespace XinRT.UnitTests.Runtime;

/// <summary>The reference backend under another name, with what happens to its devices counted, and with failures and delays on
/// demand.</summary>
internal sealed class ObservedBackend(string id = "reference") : IBackend
{
    private readonly ReferenceBackend _inner = new();

    public string Id => id;

    /// <summary>Devices that are open.</summary>
    public int OpenDevices;

    /// <summary>Contexts of devices that are open.</summary>
    public int OpenContexts;

    /// <summary>Runs that have begun and not ended.</summary>
    public int Runs;

    /// <summary>Kernels that are prepared and neither loaded nor abandoned.</summary>
    public int Prepared;

    /// <summary>Called before kernels are made.</summary>
    public Action<IReadOnlyList<KernelRequest>> OnLoad { get; set; } = _ => { };

    /// <summary>Called as a run begins.</summary>
    public Action OnBeginRun { get; set; } = () => { };

    /// <summary>Called as a run ends.</summary>
    public Action OnEndRun { get; set; } = () => { };

    public IReadOnlyList<DeviceInfo> Probe() => _inner.Probe();

    public FusionPolicy Fusion(DeviceInfo device) => new();

    public TargetProfile Measure(DeviceInfo device, DeviceOptions options) => _inner.Measure(device, options);

    public IDevice Open(DeviceInfo device, DeviceOptions options)
    {
        Interlocked.Increment(ref OpenDevices);
        return new Device(this, _inner.Open(device, options));
    }

    private KernelSpec Own(KernelSpec spec) => spec with { Backend = id };

    private static KernelSpec Inner(KernelSpec spec) => spec with { Backend = "reference" };

    private sealed class Device(ObservedBackend backend, IDevice inner) : IDevice
    {
        public string Fingerprint => inner.Fingerprint;

        public Refusal? WhyNot(KernelProblem problem) => inner.WhyNot(problem);

        public IEnumerable<KernelSpec> Offer(KernelProblem problem) => inner.Offer(problem).Select(backend.Own);

        public KernelPlan? Plan(KernelSpec spec, KernelProblem problem) => inner.Plan(Inner(spec), problem);

        public void Prepare(KernelSpec spec, KernelProblem problem) => Interlocked.Increment(ref backend.Prepared);

        public void Abandon(KernelSpec spec, KernelProblem problem) => Interlocked.Decrement(ref backend.Prepared);

        public IReadOnlyList<IKernel> Load(IReadOnlyList<KernelRequest> requests)
        {
            backend.OnLoad(requests);
            Interlocked.Add(ref backend.Prepared, -requests.Count);
            return inner.Load([.. requests.Select(r => r with { Spec = Inner(r.Spec) })]);
        }

        public IDeviceContext CreateContext()
        {
            Interlocked.Increment(ref backend.OpenContexts);
            return new Context(backend);
        }

        public void Dispose()
        {
            Interlocked.Decrement(ref backend.OpenDevices);
            inner.Dispose();
        }
    }

    private sealed class Context(ObservedBackend backend) : IDeviceContext
    {
        public void BeginRun()
        {
            backend.OnBeginRun();
            Interlocked.Increment(ref backend.Runs);
        }

        public void EndRun()
        {
            Interlocked.Decrement(ref backend.Runs);
            backend.OnEndRun();
        }

        public void Dispose() => Interlocked.Decrement(ref backend.OpenContexts);
    }
}
