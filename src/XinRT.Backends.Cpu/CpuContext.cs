using System.Runtime.InteropServices;
using XinRT.Backends.Cpu.Threads;
using XinRT.Ir;

namespace XinRT.Backends.Cpu;

/// <summary>One context's share: its workers' scratch memory, and its turn on the threads.</summary>
internal sealed unsafe class CpuContext(CpuDevice device) : IDeviceContext, IParallelism
{
    private const int Alignment = 4096;

    private long _bytes;

    private OpenRun? _openRun;

    ~CpuContext() => Free();

    public CpuDevice Device { get; } = device;

    /// <summary>Threads of the device.</summary>
    public WorkerPool Pool { get; } = device.Pool;

    /// <summary>The run of a kernel of open sizes: there is one at a time.</summary>
    public OpenRun OpenRun => _openRun ??= new(this);

    /// <summary>Address of the first worker's scratch memory.</summary>
    public nint Scratch { get; private set; }

    public void BeginRun()
    {
        Reserve(Device.ScratchBytes);
        Pool.BeginInference();
    }

    /// <summary>Makes sure of scratch memory; the contents are lost where there was less.</summary>
    public void Reserve(long bytesOfWorker)
    {
        // The first worker's memory starts at a page; the next ones follow at each kernel's own distance.
        long wanted = (bytesOfWorker + 128) * Pool.Workers;
        if (wanted > _bytes)
        {
            Free();
            // SAFETY: freed by this object; no kernel of this context runs now.
            Scratch = (nint)NativeMemory.AlignedAlloc((nuint)wanted, Alignment);
            _bytes = wanted;
        }
    }

    public void For(int count, Action<int> body) => Pool.For(count, body);

    public void EndRun() => Pool.EndInference();

    public void Dispose()
    {
        Free();
        _openRun?.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree((void*)Scratch);
        Scratch = 0;
        _bytes = 0;
    }
}
