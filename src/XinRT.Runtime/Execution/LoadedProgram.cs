using XinRT.Backends;
using XinRT.Ir;
using XinRT.Ops;
using XinRT.Runtime.Memory;
using XinRT.Runtime.Planning;

namespace XinRT.Runtime.Execution;

/// <summary>A planned program with its kernels made and its constants at fixed addresses; shared by contexts.</summary>
internal sealed class LoadedProgram : IDisposable
{
    private readonly PinnedTensors _pins = new();

    public LoadedProgram(ProgramPlan plan, DeviceSet devices, EngineOptions options)
    {
        Plan = plan;
        Kernels = new IKernel[plan.Steps.Count];
        foreach (var group in plan.Steps.Select((s, i) => (Step: s, Index: i)).GroupBy(x => x.Step.Kernel.Spec.Backend))
        {
            var items = group.ToList();
            var kernels = devices[group.Key].Load([.. items.Select(x => new KernelRequest(x.Step.Kernel.Spec, x.Step.Problem, [.. x.Step.Kernel.Packed]))]);
            for (int i = 0; i < items.Count; i++) Kernels[items[i].Index] = kernels[i];
        }
        foreach (var step in plan.Steps)
        {
            foreach (var place in step.Inputs)
                if (place?.Buffer is ConstantBuffer { Tensor: var tensor }) _pins.Add(tensor);
            foreach (var tensor in step.Kernel.Packed) _pins.Add(tensor);
        }
        Bodies = [.. plan.Steps.Select(step => step.Node.Op is FusedOp ? [] : step.Node.Bodies.Select((body, i) => BodyOf(step, body, i)).ToArray())];

        LoadedPrograms BodyOf(PlannedStep step, Graph body, int index)
        {
            var chosen = step.Kernel.Bodies.Count > index ? step.Kernel.Bodies[index] : default;
            return new(new EnginePlan { Graph = body, Kernels = chosen.Count > 0 ? [.. chosen] : [.. body.Nodes.Select(_ => NodeKernel.None)] }, devices, options);
        }
    }

    /// <summary>The plan.</summary>
    public ProgramPlan Plan { get; }

    /// <summary>The kernel of each step.</summary>
    public IKernel[] Kernels { get; }

    /// <summary>The bodies of each step's control flow.</summary>
    public LoadedPrograms[][] Bodies { get; }

    /// <summary>Address of a constant.</summary>
    public nint AddressOf(Tensor constant) => _pins.AddressOf(constant);

    public void Dispose()
    {
        foreach (var body in Bodies.SelectMany(b => b)) body.Dispose();
        _pins.Dispose();
    }
}
