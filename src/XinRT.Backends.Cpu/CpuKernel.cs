using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu;

/// <summary>Generated code of one problem.</summary>
internal sealed unsafe class CpuKernel : IMemoryKernel
{
    private readonly PlacedPhase[] _phases;
    private readonly CodeMemory _code;
    private readonly KernelFault? _fault;

    /// <summary>Puts the code into memory, which must be sealed before the kernel runs.</summary>
    /// <param name="memory">Where the code goes.</param>
    /// <param name="phases">The code.</param>
    /// <param name="fault">The error it may end with, or null.</param>
    public CpuKernel(CodeMemory memory, IReadOnlyList<EmittedPhase> phases, KernelFault? fault)
    {
        // Kernels of one program share their pages, which live as long as any of them.
        _code = memory;
        _fault = fault;
        _phases = Arrays.Make(phases.Count, i => new PlacedPhase(phases[i], memory));
    }

    private CpuKernel(CpuKernel other, KernelFault fault) => (_code, _phases, _fault) = (other._code, other._phases, fault);

    /// <summary>The same code for another node: an error names that one.</summary>
    public CpuKernel With(KernelFault fault) => new(this, fault);

    public IBoundKernel Bind(IDeviceContext context, KernelMemory memory)
    {
        nint[] pointers = [.. memory.Inputs, .. memory.Outputs, memory.Workspace, .. memory.Packed];
        nint[] pinned = GC.AllocateUninitializedArray<nint>(Math.Max(1, pointers.Length), pinned: true);
        pointers.CopyTo(pinned, 0);
        var share = (CpuContext)context;
        // Now and not when a run begins: a body of control flow is bound while one is under way.
        foreach (ref readonly var phase in _phases.AsSpan()) share.Reserve(phase.ScratchStride);
        return new Bound(share, _phases, pinned, _fault is null ? null : (long*)memory.Workspace, this);
    }

    private sealed class Bound(CpuContext context, PlacedPhase[] phases, nint[] arguments, long* fault, CpuKernel kernel) : IBoundKernel
    {
        // SAFETY: the array is pinned and kept by this object.
        private readonly void** _arguments = (void**)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(arguments, 0);
        private readonly nint[] _keep = arguments;

        public void Run()
        {
            foreach (ref readonly var phase in phases.AsSpan())
            {
                for (long round = 0; round < phase.Rounds; round++)
                {
                    context.Pool.Run(phase.Job(_arguments, context, round * phase.Tasks, phase.Tasks, phase.Workers, phase.ScratchStride));
                }
            }
            GC.KeepAlive(_keep);
            GC.KeepAlive(kernel._code);
            if (fault != null && *fault != 0) throw kernel._fault!.Of(*fault, _keep);
        }
    }
}
