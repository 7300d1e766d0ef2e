using XinRT.Backends.Cpu.Kernels.Pointwise;
using XinRT.Fusion;
using XinRT.Reference;

namespace XinRT.Backends.Cpu;

/// <summary>Runs nodes by machine code generated for the processor at hand; by methods that the runtime compiles where the processor
/// or the system does not permit that.</summary>
/// <param name="isa">Instruction set of the code; null takes the best the processor has.</param>
public sealed class CpuBackend(CpuIsa? isa = null) : IBackend
{
    private const string SecondLevel = "L2";

    private readonly Lazy<CpuProbe> _probe = new(CpuProbe.Detect);

    /// <inheritdoc/>
    public string Id => "cpu";

    /// <inheritdoc/>
    public IReadOnlyList<DeviceInfo> Probe()
    {
        var cpu = _probe.Value;
        if (isa is null && cpu.Isas.IsEmpty) return [];
        var target = cpu.Target(Environment.ProcessorCount, isa);
        string code = target.Isa == CpuIsa.Portable ? $"portable code for vectors of {target.Lanes * 32} bits" : $"{target.Isa}";
        return
        [
            new($"{cpu.Name}, {code}", GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
                new TargetProfile(Environment.ProcessorCount,
                [new("L1", cpu.L1Bytes, 0), new(SecondLevel, cpu.L2Bytes, 0), new("L3", cpu.L3Bytes, 0)], [])),
        ];
    }

    /// <inheritdoc/>
    public string? WhyNoDevice => _probe.Value.Isas.IsEmpty
        ? $"there is no instruction set to generate machine code for here, and {PortableVectors.WhyNot}" : null;

    /// <inheritdoc/>
    public FusionPolicy Fusion(DeviceInfo device) => new()
    {
        MaxSegmentOperands = PointwiseCode.MaxOperands,
        FastBytes = device.Profile.Memories.First(m => m.Name == SecondLevel).Bytes,
    };

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
