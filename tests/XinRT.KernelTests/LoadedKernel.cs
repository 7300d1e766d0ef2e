using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Asm;

namespace XinRT.KernelTests;

/// <summary>Executable code of all phases of a kernel.</summary>
internal sealed unsafe class LoadedKernel : IDisposable
{
    private readonly CodeMemory _memory = new();
    private readonly List<(nint Entry, KernelPhase Phase, GuardedBuffer Scratch)> _phases = [];

    public LoadedKernel(IReadOnlyList<(byte[] Code, KernelPhase Phase)> phases)
    {
        foreach (var (code, phase) in phases) _phases.Add(((nint)_memory.Write(code), phase, new(phase.ScratchBytes, alignment: 64)));
        _memory.Seal();
    }

    /// <summary>Fills scratch memory with a pattern.</summary>
    public void Reset()
    {
        foreach (var phase in _phases) phase.Scratch.Clear();
    }

    /// <summary>Runs the phases one after the other, each in the given ranges of tasks.</summary>
    public void Run(KernelMemory memory, Func<long, IEnumerable<(long Begin, long End)>> split)
    {
        foreach (var (entry, phase, scratch) in _phases)
        {
            for (long first = 0; first < phase.Rounds * phase.Tasks; first += phase.Tasks)
            {
                foreach (var (begin, end) in split(phase.Tasks))
                    fixed (nint* arguments = memory.Pointers)
                        ((delegate* unmanaged<void**, long, long, void*, void>)entry)((void**)arguments, first + begin, first + end, (void*)scratch.Address);
            }
        }
    }

    public void Dispose()
    {
        foreach (var phase in _phases) phase.Scratch.Dispose();
        _memory.Dispose();
    }
}
