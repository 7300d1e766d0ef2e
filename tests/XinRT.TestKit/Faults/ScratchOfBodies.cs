using XinRT.Backends;

namespace XinRT.TestKit.Faults;

/// <summary>Kernels that are made during a run, as those of a body of control flow, find no scratch memory of their size: they write
/// beyond it.</summary>
public sealed class ScratchOfBodies : Fault
{
    private static readonly string[] Users = ["attention", "cascade", "winograd", "conv", "group-norm"];

    /// <inheritdoc/>
    public override string Summary => "kernels in bodies of control flow write beyond the scratch memory";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Searches => ["graphs"];

    /// <inheritdoc/>
    public override IBackend Backend(IBackend backend) =>
        backend.Id == "cpu" ? new BackendShell(backend, device => new Device(device)) : backend;

    private sealed class Device(IDevice inner) : DeviceShell(inner)
    {
        private bool _runs;

        public override IDeviceContext CreateContext()
        {
            _runs = true;
            return Inner.CreateContext();
        }

        public override IReadOnlyList<IKernel> Load(IReadOnlyList<KernelRequest> requests)
        {
            bool late = _runs;
            return [.. Inner.Load(requests).Select((kernel, i) => late && kernel is IMemoryKernel && Users.Contains(requests[i].Spec.Name)
                ? new Kernel() : kernel)];
        }
    }

    private sealed class Kernel : IMemoryKernel
    {
        public IBoundKernel Bind(IDeviceContext context, KernelMemory memory) => new Bound();
    }

    private sealed class Bound : IBoundKernel
    {
        // Memory that is nobody's: the process dies at once, and not some time later.
        public void Run() => Environment.FailFast("written beyond the scratch memory");
    }
}
