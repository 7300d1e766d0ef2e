using XinRT.Backends;
using XinRT.Backends.Cpu;

namespace XinRT.TestKit;

/// <summary>Runs nodes by the portable code that a processor with 32 vector registers of four lanes gets, such as one of
/// ARM64: neither wider vectors nor vector instructions that only some processors have.</summary>
public sealed class NarrowBackend : IBackend
{
    private readonly CpuBackend _portable = new(CpuIsa.Portable);

    /// <inheritdoc/>
    public string Id => _portable.Id;

    /// <inheritdoc/>
    public IReadOnlyList<DeviceInfo> Probe() => _portable.Probe();

    /// <inheritdoc/>
    public string? WhyNoDevice => _portable.WhyNoDevice;

    /// <inheritdoc/>
    public TargetProfile Measure(DeviceInfo device, DeviceOptions options) => _portable.Measure(device, options);

    /// <inheritdoc/>
    public IDevice Open(DeviceInfo device, DeviceOptions options)
    {
        var probe = CpuProbe.Detect();
        var target = probe.Target(options.Threads, CpuIsa.Portable) with { Lanes = 4, Vecs = 31, IsNeutral = true };
        return new CpuDevice(target, probe.Fingerprint(target), options);
    }
}
