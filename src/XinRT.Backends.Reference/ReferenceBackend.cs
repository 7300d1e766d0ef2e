using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Backends.Reference;

/// <summary>Runs every operator by <see cref="Operator.Evaluate"/>: the oracle, and the last choice, so that a model that imports
/// always runs.</summary>
public sealed class ReferenceBackend : IBackend
{
    /// <inheritdoc/>
    public string Id => "reference";

    /// <inheritdoc/>
    public bool IsFallback => true;

    /// <inheritdoc/>
    public IReadOnlyList<DeviceInfo> Probe() =>
    [
        new("managed code on the processor", GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            new TargetProfile(Environment.ProcessorCount, [], [])),
    ];

    /// <inheritdoc/>
    public FusionPolicy Fusion(DeviceInfo device) => FusionPolicy.None;

    /// <inheritdoc/>
    public TargetProfile Measure(DeviceInfo device, DeviceOptions options) => device.Profile with
    {
        Memories = [new MemoryLevel("main memory, copied", device.MemoryBytes, PeakMeter.BytesPerSecond(options.Threads))],
        Peaks = [new PeakRate(DType.F32, PeakMeter.FlopsPerSecond(options.Threads))],
    };

    /// <inheritdoc/>
    public IDevice Open(DeviceInfo device, DeviceOptions options) => new ReferenceDevice();
}
