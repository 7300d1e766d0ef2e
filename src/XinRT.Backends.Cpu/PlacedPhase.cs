using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Threads;

namespace XinRT.Backends.Cpu;

/// <summary>Code of one phase at its address.</summary>
internal readonly unsafe struct PlacedPhase(EmittedPhase phase, CodeMemory memory)
{
    private readonly delegate* unmanaged<void**, long, long, void*, void> _entry = phase.Code.Place(memory);

    /// <summary>Number of tasks of a round.</summary>
    public long Tasks { get; } = phase.Tasks;

    /// <summary>How often the tasks are run.</summary>
    public long Rounds { get; } = phase.Rounds;

    /// <summary>Most workers.</summary>
    public int Workers { get; } = phase.Workers;

    /// <summary>Bytes from one worker's scratch memory to the next one's.</summary>
    public long ScratchStride { get; } = Apart(phase.ScratchBytes);

    /// <summary>So many bytes that workers side by side keep off each other's cache lines.</summary>
    public static long Apart(long scratchBytes) => (scratchBytes + 127) / 128 * 128;

    /// <summary>A run of some tasks.</summary>
    public ParallelJob Job(
        void** arguments, CpuContext context, long first, long tasks, int workers, long scratchStride) => new()
        {
            Function = _entry,
            Arguments = arguments,
            First = first,
            Tasks = tasks,
            MaxWorkers = workers,
            Scratch = (byte*)context.Scratch,
            ScratchStride = scratchStride,
        };
}
