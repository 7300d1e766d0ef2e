using System.Runtime.InteropServices;

namespace XinRT.Backends.Cpu.Threads;

/// <summary>What one worker shares with the others. Both halves lie 128 bytes apart, so that neither false sharing nor the
/// prefetch of neighbor lines couples them.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct WorkerLine
{
    /// <summary>High half: the job. Low half: the next unclaimed unit of the worker's range in that job.</summary>
    [FieldOffset(0)]
    public long Claim;

    /// <summary>The high half of <see cref="Claim"/> on a little-endian processor, the only ones that wait on it.</summary>
    [FieldOffset(4)]
    public uint ClaimedJob;

    /// <summary>High half: a job. Low half: the units of it that this worker has completed.</summary>
    [FieldOffset(128)]
    public long Done;

    /// <summary>Not 0 while the worker sleeps or is about to: 1 more than the last job that it has seen.</summary>
    [FieldOffset(136)]
    public long Parked;
}

/// <summary>The job that workers run, guarded by its number: readers copy it and look at the number again.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
// SAFETY: the pointers are those of ParallelJob, used only by holders of a claim, that is before the job is over.
internal unsafe struct JobLine
{
    /// <summary>Number of the job; 0 while the line is written.</summary>
    [FieldOffset(0)]
    public long Number;

    /// <summary>Kernel, or null for the managed body.</summary>
    [FieldOffset(8)]
    public delegate* unmanaged<void**, long, long, void*, void> Function;

    /// <summary>Parameter of the kernel.</summary>
    [FieldOffset(16)]
    public void** Arguments;

    /// <summary>Memory of worker 0.</summary>
    [FieldOffset(24)]
    public byte* Scratch;

    /// <summary>Bytes between the memories of workers.</summary>
    [FieldOffset(32)]
    public long ScratchStride;

    /// <summary>Number of tasks.</summary>
    [FieldOffset(40)]
    public long Tasks;

    /// <summary>Tasks in a unit: 1, but for counts beyond 31 bits.</summary>
    [FieldOffset(48)]
    public long UnitTasks;

    /// <summary>Number of units.</summary>
    [FieldOffset(56)]
    public int Units;

    /// <summary>Workers that take part.</summary>
    [FieldOffset(60)]
    public int Participants;

    /// <summary>Number of the latest job. Only the holder of the helpers uses it.</summary>
    [FieldOffset(64)]
    public uint Last;

    /// <summary>Not 0 while the holder is in a loop. Only the holder uses it.</summary>
    [FieldOffset(68)]
    public int InLoop;

    /// <summary>Number of the first task.</summary>
    [FieldOffset(72)]
    public long First;

    /// <summary>Not 0 when workers are to end.</summary>
    [FieldOffset(80)]
    public long Stop;
}

/// <summary>Who has the helpers.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct HolderLine
{
    /// <summary>Number of the thread that has the helpers; 0 if they are free.</summary>
    [FieldOffset(0)]
    public long Owner;

    /// <summary>Inferences under way.</summary>
    [FieldOffset(8)]
    public long Active;
}
