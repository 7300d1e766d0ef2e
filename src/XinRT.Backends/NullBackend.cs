using XinRT.Fusion;

namespace XinRT.Backends;

/// <summary>Takes every node of static types and computes nothing: outputs are zeros. For tests of the compiler without a device,
/// and the template to start a backend from.</summary>
public sealed class NullBackend : IBackend
{
    /// <inheritdoc/>
    public string Id => "null";

    /// <inheritdoc/>
    public IReadOnlyList<DeviceInfo> Probe() => [new("null device", 1L << 40, new TargetProfile(1, [], []))];

    /// <inheritdoc/>
    public FusionPolicy Fusion(DeviceInfo device) => new();

    /// <inheritdoc/>
    public TargetProfile Measure(DeviceInfo device, DeviceOptions options) => device.Profile;

    /// <inheritdoc/>
    public IDevice Open(DeviceInfo device, DeviceOptions options) => new NullDevice();

    private sealed class NullDevice : IDevice
    {
        public string Fingerprint => "null";

        private static readonly KernelSpec Zeros = new("null", "zeros");

        public Refusal? WhyNot(KernelProblem problem) => problem.IsStatic ? null : "it needs static tensor types";

        public IReadOnlyList<KernelSpec> Offer(KernelProblem problem) => problem.IsStatic ? [Zeros] : [];

        public KernelPlan? Plan(KernelSpec spec, KernelProblem problem) => spec == Zeros ? KernelPlan.RowMajor(problem) : null;

        public IReadOnlyList<IKernel> Load(IReadOnlyList<KernelRequest> requests) => [.. requests.Select(r => new ZeroKernel(r.Problem))];

        public IDeviceContext CreateContext() => new NullContext();

        public void Dispose()
        {
        }
    }

    private sealed class NullContext : IDeviceContext
    {
        public void BeginRun()
        {
        }

        public void EndRun()
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class ZeroKernel(KernelProblem problem) : IMemoryKernel
    {
        public IBoundKernel Bind(IDeviceContext context, KernelMemory memory) => new BoundZeros(
            [.. problem.Outputs.Select((o, i) => o is null ? default : NativeBytes.At(memory.Outputs[i], checked((int)(o.Layout.Count * o.DType.SizeInBytes()))))]);
    }

    private sealed class BoundZeros(Memory<byte>[] outputs) : IBoundKernel
    {
        public void Run()
        {
            foreach (var output in outputs) output.Span.Clear();
        }
    }
}
