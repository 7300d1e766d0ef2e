using XinRT.Backends;

namespace XinRT;

/// <summary>How an engine runs.</summary>
public sealed record EngineOptions
{
    /// <summary>Threads of one context; the default is one for each processor this process may use.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>What the device's threads do while they wait for work.</summary>
    public LatencyMode Latency { get; init; }

    /// <summary>How devices are opened.</summary>
    public DeviceOptions Device => new() { Threads = Threads, Latency = Latency };

    /// <summary>Seed of random operators that carry none.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Largest arena a context may take; a file that asks for more is refused. The default leaves half of the
    /// memory this process may use.</summary>
    public long MaxArenaBytes { get; init; } = Math.Max(1L << 30, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);

    /// <summary>Largest tensor in bytes that an operator may make in a run, an element counted as 8 bytes or more; a size that the
    /// inputs or a hostile model push further is an <see cref="InferenceException"/>. The default leaves it at
    /// <see cref="Tensor.MaxBytes"/>, which holds for every tensor.</summary>
    public long MaxTensorBytes { get; init; } = long.MaxValue;
}

/// <summary>Name and type of an input or output of an engine.</summary>
public sealed record EngineTensor(string Name, IrType Type);
