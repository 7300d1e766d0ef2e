using XinRT.Ir;

namespace XinRT.Backends;

/// <summary>Takes every node and computes nothing: outputs are zeros of the inferred type. For tests of the compiler without a
/// device, and the template to start a backend from.</summary>
public sealed class NullBackend : IBackend
{
    /// <inheritdoc/>
    public string Id => "null";

    /// <inheritdoc/>
    public IReadOnlyList<DeviceInfo> Probe() => [new("null device", 1L << 40, new TargetProfile(1, 64, [], []))];

    /// <inheritdoc/>
    public TargetProfile Measure(DeviceInfo device, DeviceOptions options) => device.Profile;

    /// <inheritdoc/>
    public string? WhyNot(Node node) => null;

    /// <inheritdoc/>
    public IReadOnlyList<KernelSpec> Offer(Node node) => [new(Id, "zeros")];

    /// <inheritdoc/>
    public IDevice Open(DeviceInfo device, DeviceOptions options) => new NullDevice();

    private sealed class NullDevice : IDevice
    {
        public IKernel Load(KernelSpec spec, Node node) => new ZeroKernel();

        public void Dispose()
        {
        }
    }

    private sealed class ZeroKernel : IKernel
    {
        public void Launch(LaunchArguments arguments)
        {
            for (int i = 0; i < arguments.Outputs.Length; i++)
            {
                if (arguments.Node.Outputs[i] is not { } value) continue;
                if (value.Type is not TensorType { DType: not DType.Undefined, Shape: { } shape } type || !shape.TryGetStatic(out long[]? dims))
                {
                    throw new BackendException("XIN7003", arguments.Node.ToString(),
                        $"the null backend needs static tensor types, but output {i} is {value.Type}");
                }
                var tensor = arguments.Host.Allocate(i, type.DType, dims);
                tensor.Bytes.Span.Clear();
                arguments.Outputs[i] = tensor;
            }
        }
    }
}
