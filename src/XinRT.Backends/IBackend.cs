using XinRT.Ir;

namespace XinRT.Backends;

/// <summary>A family of devices that can run nodes: which devices are here, which nodes they take, with which kernels.</summary>
public interface IBackend
{
    /// <summary>Short name, lower case with dashes, such as <c>cpu</c>. Engine files refer to it.</summary>
    string Id { get; }

    /// <summary>Devices on this machine, best first; empty if there is none.</summary>
    IReadOnlyList<DeviceInfo> Probe();

    /// <summary>The device's profile with its peaks measured; may take a second.</summary>
    TargetProfile Measure(DeviceInfo device, DeviceOptions options);

    /// <summary>Why a node cannot run here, or null if it can.</summary>
    string? WhyNot(Node node);

    /// <summary>Kernels for a node that <see cref="WhyNot"/> accepts, fastest first by rule of thumb. Never empty.</summary>
    IReadOnlyList<KernelSpec> Offer(Node node);

    /// <summary>Opens a device for one or more contexts.</summary>
    IDevice Open(DeviceInfo device, DeviceOptions options);
}
