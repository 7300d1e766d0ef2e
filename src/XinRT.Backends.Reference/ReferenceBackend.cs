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
    public IReadOnlyList<DeviceInfo> Probe() =>
    [
        new("managed code on the processor", GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            new TargetProfile(Environment.ProcessorCount, 64, [], [])),
    ];

    /// <inheritdoc/>
    public TargetProfile Measure(DeviceInfo device, DeviceOptions options) => device.Profile with
    {
        Memories = [new MemoryLevel("main memory, copied", device.MemoryBytes, PeakMeter.BytesPerSecond(options.Threads))],
        Peaks = [new PeakRate(DType.F32, PeakMeter.FlopsPerSecond(options.Threads))],
    };

    /// <inheritdoc/>
    public string? WhyNot(Node node) => null;

    /// <inheritdoc/>
    public IReadOnlyList<KernelSpec> Offer(Node node) => [new(Id, node.Op.Info.FullName)];

    /// <inheritdoc/>
    public IDevice Open(DeviceInfo device, DeviceOptions options) => new ReferenceDevice();

    private sealed class ReferenceDevice : IDevice
    {
        private static readonly EvaluationKernel Kernel = new();

        public IKernel Load(KernelSpec spec, Node node) => spec.Name == node.Op.Info.FullName ? Kernel
            : throw new BackendException("XIN7002", node.ToString(), $"its kernel should be '{node.Op.Info.FullName}', but the engine names '{spec.Name}'",
                hint: "build the engine again");

        public void Dispose()
        {
        }
    }

    private sealed class EvaluationKernel : IKernel
    {
        public void Launch(LaunchArguments arguments)
        {
            var outputs = NodeEvaluation.Run(arguments.Node, arguments.Inputs, arguments.Host);
            for (int i = 0; i < arguments.Outputs.Length; i++) arguments.Outputs[i] = outputs[i];
        }
    }
}
