using XinRT.Backends;
using XinRT.Ir;
using XinRT.Ops;
using XinRT.Planning;
using XinRT.Runtime.Memory;

namespace XinRT.Runtime.Execution;

/// <summary>A planned program with its kernels made and its constants at fixed addresses; shared by contexts.</summary>
internal sealed class LoadedProgram : IDisposable
{
    private readonly PinnedTensors _pins = new();

    public LoadedProgram(ProgramPlan plan, DeviceSet devices, EngineOptions options)
    {
        Plan = plan;
        Kernels = new IKernel[plan.Steps.Count];
        foreach (string backend in plan.Steps.Select(s => s.Kernel.Spec.Backend).Distinct())
        {
            var steps = plan.Steps.Where(s => s.Kernel.Spec.Backend == backend);
            var kernels = devices[backend].Load([.. steps.Select(s => new KernelRequest(s.Kernel.Spec, s.Problem, [.. s.Kernel.Packed]))]);
            for (int i = 0, next = 0; i < Kernels.Length; i++)
                if (plan.Steps[i].Kernel.Spec.Backend == backend) Kernels[i] = kernels[next++];
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
