namespace XinRT.Backends;

/// <summary>One device.</summary>
/// <param name="Name">Name that users know it by.</param>
/// <param name="MemoryBytes">Memory it can use.</param>
/// <param name="Profile">What decides fusion and tiling.</param>
public sealed record DeviceInfo(string Name, long MemoryBytes, TargetProfile Profile);

/// <summary>A device described as data.</summary>
/// <param name="Units">Cores or processors that work at the same time.</param>
/// <param name="Memories">Memory levels, nearest first.</param>
/// <param name="Peaks">Peak rate by element type.</param>
public sealed record TargetProfile(int Units, ValueArray<MemoryLevel> Memories, ValueArray<PeakRate> Peaks);

/// <summary>One level of memory; bandwidth is 0 where it was not measured.</summary>
public sealed record MemoryLevel(string Name, long Bytes, double BytesPerSecond);

/// <summary>Operations per second of all units with one element type.</summary>
public sealed record PeakRate(DType DType, double OpsPerSecond);

/// <summary>How a device is to be used.</summary>
public sealed record DeviceOptions
{
    /// <summary>Threads of one context; the default is one for each processor this process may use.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>What the device's threads do while they wait for work.</summary>
    public LatencyMode Latency { get; init; }
}
