using XinRT.Fusion;

namespace XinRT.Backends;

/// <summary>A family of devices that can run nodes.</summary>
public interface IBackend
{
    /// <summary>Short name, lower case with dashes, such as <c>cpu</c>. Engine files refer to it.</summary>
    string Id { get; }

    /// <summary>Devices on this machine, best first; empty if there is none.</summary>
    IReadOnlyList<DeviceInfo> Probe();

    /// <summary>Why <see cref="Probe"/> gives no device, if that says more than that there is none; else null.</summary>
    string? WhyNoDevice => null;

    /// <summary>What fusion may make for a device. Fused nodes that it then refuses are taken apart.</summary>
    FusionPolicy Fusion(DeviceInfo device);

    /// <summary>The device's profile with its peaks measured; may take a second.</summary>
    TargetProfile Measure(DeviceInfo device, DeviceOptions options);

    /// <summary>Opens a device for building engines and running contexts.</summary>
    IDevice Open(DeviceInfo device, DeviceOptions options);
}
