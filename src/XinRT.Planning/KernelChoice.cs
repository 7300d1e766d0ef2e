using XinRT.Backends;
using XinRT.Ir;

namespace XinRT.Planning;

/// <summary>The kernel of a node for a problem: the engine's if it takes the problem, else the first of the backend
/// that the node is placed on, or of any other where that one does not take it.</summary>
public sealed class KernelChoice(Placement placement, IReadOnlyList<NodeKernel> kernels, DeviceSet devices)
{
    /// <summary>The kernel and what it needs. A <see cref="BuildException"/> XIN4002 if no backend takes the
    /// problem.</summary>
    /// <param name="node">The node.</param>
    /// <param name="problem">The node with its operands as they are at hand.</param>
    public (NodeKernel Kernel, KernelPlan Plan) Of(Node node, KernelProblem problem)
    {
        if (placement.Origins.TryGetValue(node, out int origin) && kernels[origin] is { Spec.Name.Length: > 0 } kernel
            && devices[kernel.Spec.Backend].Plan(kernel.Spec, problem) is { } known) return (kernel, known);
        var placed = placement.Backends.TryGetValue(node, out string? backend)
            ? devices.TryChoose(backend, problem) : null;
        var (spec, plan) = placed ?? devices.Choose(problem);
        return (new NodeKernel(spec), plan);
    }

    /// <summary>The kernel of a node that only changes a layout.</summary>
    /// <param name="problem">The operand as it is, the result as it shall be.</param>
    public (NodeKernel Kernel, KernelPlan Plan) OfCopy(KernelProblem problem)
    {
        var (spec, plan) = devices.Choose(problem);
        return (new NodeKernel(spec), plan);
    }
}
