using XinRT.Backends;
using XinRT.Compiler.Schedule;
using XinRT.Ir;
using XinRT.Runtime;
using XinRT.Runtime.Planning;

namespace XinRT.Compiler;

/// <summary>Turns an optimized graph into an <see cref="EnginePlan"/>.</summary>
public static class EngineCompiler
{
    /// <summary>Orders nodes, chooses kernels, packs constants for them.</summary>
    /// <param name="graph">The optimized graph; it becomes part of the plan.</param>
    /// <param name="backends">Backends in order of preference.</param>
    /// <param name="ranges">Sizes that the symbols of the inputs may take.</param>
    /// <param name="metadata">Facts to keep in the engine.</param>
    /// <param name="options">How the engine will run.</param>
    public static CompiledEngine Compile(Graph graph, BackendRegistry backends, IReadOnlyList<SymbolRange> ranges,
        IReadOnlyList<KeyValuePair<string, string>> metadata, EngineOptions? options = null)
    {
        options ??= new EngineOptions();
        using var devices = new DeviceSet(backends, options.Device);
        ConstantWork.Delay(graph);
        GraphVerifier.Check(graph);
        var draft = new EnginePlan
        {
            Graph = graph,
            Kernels = [.. graph.Nodes.Select(_ => NodeKernel.None)],
            Ranges = ranges,
            Metadata = metadata,
        };
        var program = ProgramPlanner.Plan(draft, devices, TypicalSizes.Of(draft), options);
        var kernels = draft.Kernels.ToArray();
        var refusals = new IReadOnlyList<string>[kernels.Length];
        Array.Fill(refusals, []);
        var packed = new HashSet<(Node Node, int Input)>();
        foreach (var step in program.Steps)
        {
            if (step.Origin < 0) continue;
            var constants = devices[step.Kernel.Spec.Backend].Pack(step.Kernel.Spec, step.Problem);
            kernels[step.Origin] = new NodeKernel(step.Kernel.Spec, constants.ToArray());
            refusals[step.Origin] = step.Refusals;
            foreach (int i in step.Plan.PackedInputs) packed.Add((graph.Nodes[step.Origin], i));
        }
        Elide(graph, packed);
        return new(draft with { Kernels = kernels }, [.. graph.Nodes.Select((n, i) => new NodePlacement(n, kernels[i].Spec, refusals[i]))]);
    }

    // What is only read in packed form need not be in the engine a second time.
    private static void Elide(Graph graph, HashSet<(Node Node, int Input)> packed)
    {
        foreach (var value in graph.Values.ToList())
        {
            if (value.Constant is not { } tensor || graph.IsOutput(value) || value.Users.Count == 0) continue;
            if (value.Users.Distinct().All(user => Enumerable.Range(0, user.Inputs.Count).All(i => user.Inputs[i] != value || packed.Contains((user, i)))))
                value.Constant = Tensor.Elided(tensor.DType, tensor.Dims);
        }
    }
}

/// <summary>A plan and how it came about.</summary>
public sealed record CompiledEngine(EnginePlan Plan, IReadOnlyList<NodePlacement> Placements);

/// <summary>Where a node runs, with which kernel, and why not elsewhere. Nodes that became views or constants have
/// <see cref="NodeKernel.None"/>'s kernel.</summary>
public sealed record NodePlacement(Node Node, KernelSpec Kernel, IReadOnlyList<string> Refusals);
