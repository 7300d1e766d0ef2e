namespace XinRT.Backends.Cpu.Threads;

/// <summary>A parallel loop over the tasks of one kernel phase. Pointers must hold until <see cref="WorkerProtocol{TSync}.Run"/>
/// returns.</summary>
// SAFETY: plain pointers, handed from the caller to the kernel unread; the caller answers for them.
internal readonly unsafe struct ParallelJob
{
    /// <summary>The kernel: arguments, begin, end, scratch.</summary>
    public required delegate* unmanaged<void**, long, long, void*, void> Function { get; init; }

    /// <summary>First parameter of the kernel.</summary>
    public required void** Arguments { get; init; }

    /// <summary>Number of the first task.</summary>
    public long First { get; init; }

    /// <summary>Number of tasks.</summary>
    public required long Tasks { get; init; }

    /// <summary>Memory of worker 0; worker i has the memory <c>i · ScratchStride</c> bytes further on.</summary>
    public byte* Scratch { get; init; }

    /// <summary>Bytes from one worker's memory to the next worker's; 64 or more apart and aligned.</summary>
    public long ScratchStride { get; init; }

    /// <summary>Most workers that may take part; 0 means all.</summary>
    public int MaxWorkers { get; init; }
}
