using XinRT.Reference;

namespace XinRT.Backends.Cpu;

/// <summary>Runs nodes by machine code generated for the processor at hand.</summary>
/// <param name="isa">Instruction set of the code; null takes the best the processor has.</param>
public sealed class CpuBackend(CpuIsa? isa = null) : IBackend
{
    private readonly Lazy<CpuProbe> _probe = new(CpuProbe.Detect);

    /// <inheritdoc/>
    public string Id => "cpu";

    /// <inheritdoc/>
    public IReadOnlyList<DeviceInfo> Probe()
    {
        var cpu = _probe.Value;
        var target = cpu.Target(Environment.ProcessorCount, isa);
        // Without an instruction set to generate code for there is nothing this backend could do better than the next.
        if (target.Isa == CpuIsa.Portable) return [];
        return
        [
            new($"{cpu.Name}, {target.Isa}", GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, new TargetProfile(Environment.ProcessorCount, 64,
                [new("L1", cpu.L1Bytes, 0), new("L2", cpu.L2Bytes, 0), new("L3", cpu.L3Bytes, 0)], [])),
        ];
    }

    /// <inheritdoc/>
    public TargetProfile Measure(DeviceInfo device, DeviceOptions options) => device.Profile with
    {
        Memories = [.. device.Profile.Memories, new MemoryLevel("main memory, copied", device.MemoryBytes, PeakMeter.BytesPerSecond(options.Threads))],
        Peaks = [new PeakRate(DType.F32, PeakMeter.FlopsPerSecond(options.Threads))],
    };

    /// <inheritdoc/>
    public IDevice Open(DeviceInfo device, DeviceOptions options)
    {
        var target = _probe.Value.Target(options.Threads, isa);
        return new CpuDevice(target, _probe.Value.Fingerprint(target), options);
    }
}
