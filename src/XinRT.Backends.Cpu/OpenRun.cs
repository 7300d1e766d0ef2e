using System.Buffers;
using System.Runtime.InteropServices;

namespace XinRT.Backends.Cpu;

/// <summary>One run of an <see cref="OpenKernel"/>, as its generator leads it. A context has one of these and uses it
/// again, with the memory that it got for a run of the largest sizes so far.</summary>
internal sealed unsafe class OpenRun(CpuContext context) : IDisposable
{
    private const int Alignment = 64;

    // SAFETY: the array is pinned and kept by this object; tensors are pinned until the run ends; the workspace is
    // freed by this object, never while a kernel of its context runs.
    private readonly nint[] _block = GC.AllocateArray<nint>(64, pinned: true);
    private readonly List<MemoryHandle> _pins = [];
    private OpenKernel _kernel = null!;
    private LaunchArguments _arguments = null!;
    private nint _workspace;
    private long _workspaceBytes;
    private long _scratchStride;

    ~OpenRun() => Free();

    private void** Block => (void**)Marshal.UnsafeAddrOfPinnedArrayElement(_block, 0);

    /// <summary>Takes the operands.</summary>
    public void Begin(OpenKernel kernel, LaunchArguments arguments)
    {
        (_kernel, _arguments, _scratchStride) = (kernel, arguments, 0);
        for (int i = 0; i < arguments.Inputs.Length; i++) _block[i] = Input(i) is { } tensor ? Pin(tensor) : 0;
    }

    /// <summary>Lets the operands go.</summary>
    public void End()
    {
        foreach (var pin in _pins) pin.Dispose();
        _pins.Clear();
    }

    /// <summary>An operand; null if it is absent or no tensor with an address.</summary>
    public Tensor? Input(int index) => index < _arguments.Inputs.Length
        && _arguments.Inputs[index] is Tensor { DType: not DType.String } tensor ? tensor : null;

    /// <summary>The first element of a tensor of one float or integer; null if it is absent or empty.</summary>
    public double? Scalar(int index) => Input(index) switch
    {
        { DType: DType.F32, Count: > 0 } x => x.Span<float>()[0],
        { DType: DType.I64, Count: > 0 } x => x.Span<long>()[0],
        { Count: > 0 } x => x.ToDoubles()[0],
        _ => null,
    };

    /// <summary>Sets a number that the code reads.</summary>
    public void SetNumber(int index, long value) => _block[_kernel.Places.Number(index) / 8] = (nint)value;

    /// <summary>Address of an operand.</summary>
    public nint AddressOf(int input) => _block[KernelArguments.Input(input) / 8];

    /// <summary>Address of the workspace.</summary>
    public nint WorkspaceAddress => _workspace;

    /// <summary>Memory that all phases share until the run ends, of contents that are not defined; the code finds its
    /// address as that of the workspace.</summary>
    public Span<long> Workspace(long bytes)
    {
        if (bytes > _workspaceBytes)
        {
            Free();
            _workspace = (nint)NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
            _workspaceBytes = bytes;
        }
        _block[_kernel.Places.Workspace / 8] = _workspace;
        return new((void*)_workspace, (int)Math.Min(bytes / 8, int.MaxValue));
    }

    /// <summary>Memory of each worker.</summary>
    public void Scratch(long bytesOfWorker)
    {
        _scratchStride = PlacedPhase.Apart(bytesOfWorker);
        context.Reserve(_scratchStride);
    }

    /// <summary>Runs tasks of a phase.</summary>
    public void Phase(int index, long tasks, double seconds) =>
        context.Pool.Run(_kernel.Phases[index].Job(
            Block, context, 0, tasks, context.Device.WorkersFor(seconds), _scratchStride));

    /// <summary>Makes a result, which the phases after this write.</summary>
    public void Output(int index, DType dtype, params ReadOnlySpan<long> dims)
    {
        if (index >= _arguments.Outputs.Length || _arguments.Node.Outputs[index] is null) return;
        var tensor = _arguments.Evaluation.Output(index, dtype, dims);
        _block[_kernel.Places.Output(index) / 8] = Pin(tensor);
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private nint Pin(Tensor tensor)
    {
        var pin = tensor.Bytes.Pin();
        _pins.Add(pin);
        return (nint)pin.Pointer;
    }

    private void Free()
    {
        NativeMemory.AlignedFree((void*)_workspace);
        (_workspace, _workspaceBytes) = (0, 0);
    }
}
