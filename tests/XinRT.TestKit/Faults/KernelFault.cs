using XinRT.Backends;

namespace XinRT.TestKit.Faults;

/// <summary>A fault of certain kernels on memory: something happens before or after they run.</summary>
public abstract class KernelFault : Fault
{
    /// <inheritdoc/>
    public override IBackend Backend(IBackend backend) => backend.Id == "cpu"
        ? new BackendShell(backend, device => new Device(device, this)) : backend;

    /// <summary>Whether the fault is in a kernel.</summary>
    /// <param name="request">The kernel and its problem, with final layouts.</param>
    /// <param name="lanes">32-bit lanes of its vectors.</param>
    protected abstract bool IsIn(KernelRequest request, int lanes);

    /// <summary>What the fault does before the kernel runs.</summary>
    protected virtual void Before(KernelRequest request, KernelMemory memory)
    {
    }

    /// <summary>What it does after the kernel has run.</summary>
    protected virtual void After(KernelRequest request, KernelMemory memory, int lanes)
    {
    }

    private sealed class Device(IDevice inner, KernelFault fault) : DeviceShell(inner)
    {
        private int Lanes => Fingerprint.Contains("avx512", StringComparison.Ordinal)
            || Fingerprint.Contains("portable-512", StringComparison.Ordinal) ? 16
            : Fingerprint.Contains("avx2", StringComparison.Ordinal)
                || Fingerprint.Contains("portable-256", StringComparison.Ordinal) ? 8 : 4;

        public override IReadOnlyList<IKernel> Load(IReadOnlyList<KernelRequest> requests) =>
            [.. Inner.Load(requests).Select((kernel, i) => kernel is IMemoryKernel memory
                && fault.IsIn(requests[i], Lanes)
                ? new Kernel(memory, requests[i], fault, Lanes) : kernel)];
    }

    private sealed class Kernel(IMemoryKernel inner, KernelRequest request, KernelFault fault, int lanes)
        : IMemoryKernel
    {
        public IBoundKernel Bind(IDeviceContext context, KernelMemory memory) =>
            new Bound(inner.Bind(context, memory), request, memory, fault, lanes);
    }

    private sealed class Bound(IBoundKernel inner, KernelRequest request, KernelMemory memory, KernelFault fault,
        int lanes) : IBoundKernel
    {
        public void Run()
        {
            fault.Before(request, memory);
            inner.Run();
            fault.After(request, memory, lanes);
        }
    }
}
