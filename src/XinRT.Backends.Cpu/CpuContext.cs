using XinRT.Backends.Cpu.Threads;
using XinRT.Ir;

namespace XinRT.Backends.Cpu;

/// <summary>One context's share: its workers' scratch memory, and its turn on the threads.</summary>
internal sealed class CpuContext(CpuDevice device) : IDeviceContext, IParallelism
{
    private readonly ScratchMemory _scratch = new();

    private OpenRun? _openRun;

    public CpuDevice Device { get; } = device;

    /// <summary>Threads of the device.</summary>
    public WorkerPool Pool { get; } = device.Pool;

    /// <summary>The run of a kernel of open sizes: there is one at a time.</summary>
    public OpenRun OpenRun => _openRun ??= new(this);

    /// <summary>Address of the first worker's scratch memory.</summary>
    public nint Scratch => _scratch.Start;

    /// <summary>Bytes of all workers' scratch memory.</summary>
    public long ScratchBytes => _scratch.Bytes;

    public void BeginRun() => Pool.BeginInference();

    /// <summary>Makes sure of scratch memory for all workers; no kernel of this context may run, and the contents are lost.</summary>
    /// <param name="stride">Bytes from one worker's memory to the next one's.</param>
    public void Reserve(long stride) => _scratch.Reserve(checked(stride * Pool.Workers));

    public void For(int count, Action<int> body) => Pool.For(count, body);

    public void EndRun() => Pool.EndInference();

    public void Dispose()
    {
        _scratch.Dispose();
        _openRun?.Dispose();
    }
}
