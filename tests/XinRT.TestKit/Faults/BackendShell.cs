using XinRT.Backends;
using XinRT.Fusion;

namespace XinRT.TestKit.Faults;

/// <summary>A backend around another one, whose devices are wrapped too.</summary>
public sealed class BackendShell(IBackend inner, Func<IDevice, IDevice> wrap) : IBackend
{
    /// <inheritdoc/>
    public string Id => inner.Id;

    /// <inheritdoc/>
    public IReadOnlyList<DeviceInfo> Probe() => inner.Probe();

    /// <inheritdoc/>
    public string? WhyNoDevice => inner.WhyNoDevice;

    /// <inheritdoc/>
    public FusionPolicy Fusion(DeviceInfo device) => inner.Fusion(device);

    /// <inheritdoc/>
    public TargetProfile Measure(DeviceInfo device, DeviceOptions options) => inner.Measure(device, options);

    /// <inheritdoc/>
    public IDevice Open(DeviceInfo device, DeviceOptions options) => wrap(inner.Open(device, options));
}
