using System.Diagnostics;
using XinRT.Backends;
using XinRT.Compiler.Schedule;
using XinRT.Compiler.Tuning;
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
    /// <param name="tuning">How kernels are chosen; by rule of thumb if null.</param>
    /// <param name="progress">Told of each round of tuning.</param>
    /// <param name="cancel">Ends the build.</param>
    public static CompiledEngine Compile(Graph graph, BackendRegistry backends, IReadOnlyList<SymbolRange> ranges,
        IReadOnlyList<KeyValuePair<string, string>> metadata, EngineOptions? options = null, TuningOptions? tuning = null,
        IProgress<TuningProgress>? progress = null, CancellationToken cancel = default)
    {
        long start = Stopwatch.GetTimestamp();
        options ??= new EngineOptions();
        tuning ??= new TuningOptions { Budget = TimeSpan.Zero };
        using var devices = new DeviceSet(backends, options.Device);
        ConstantWork.Delay(graph);
        GraphVerifier.Check(graph);
        var locked = tuning.TacticLock is { } path && File.Exists(path) ? TacticLock.Load(path, graph) : [.. graph.Nodes.Select(_ => NodeKernel.None)];
        var draft = new EnginePlan { Graph = graph, Kernels = locked, Ranges = ranges, Metadata = metadata };
        var sizes = TypicalSizes.Of(draft);
        var program = ProgramPlanner.Plan(draft, devices, sizes, options);
        IReadOnlyList<TunedProblem> tuned = [];
        if (tuning.Budget > TimeSpan.Zero && sizes.All(t => t is TensorType { IsStatic: true }))
        {
            var packedProgram = Packed(program, devices);
            // Planning and packing come once more at the end, then the engine is loaded.
            var left = tuning.Budget - 3 * Stopwatch.GetElapsedTime(start);
            tuned = InPlaceTuner.Run(packedProgram, devices, i => locked[i] != NodeKernel.None, tuning, left, options, progress, cancel);
            var chosen = locked.ToArray();
            foreach (var problem in tuned)
                foreach (int node in problem.Nodes) chosen[node] = new NodeKernel(problem.Chosen);
            draft = draft with { Kernels = chosen };
            program = ProgramPlanner.Plan(draft, devices, sizes, options);
        }
        var kernels = graph.Nodes.Select(_ => NodeKernel.None).ToArray();
        var refusals = new IReadOnlyList<string>[kernels.Length];
        Array.Fill(refusals, []);
        var packed = new HashSet<(Node Node, int Input)>();
        foreach (var step in Packed(program, devices).Steps)
        {
            if (step.Origin < 0) continue;
            kernels[step.Origin] = step.Kernel;
            refusals[step.Origin] = step.Refusals;
            foreach (int i in step.Plan.PackedInputs) packed.Add((graph.Nodes[step.Origin], i));
        }
        if (tuning.TacticLock is { } lockPath && !File.Exists(lockPath)) TacticLock.Save(lockPath, graph, kernels);
        Elide(graph, packed);
        return new(draft with { Kernels = kernels, Tuned = tuning.TacticLock is null ? tuned : [] }, [.. graph.Nodes.Select((n, i) => new NodePlacement(n, kernels[i].Spec, refusals[i]))], tuned);
    }

    private static ProgramPlan Packed(ProgramPlan program, DeviceSet devices) => program with
    {
        Steps = [.. program.Steps.AsParallel().AsOrdered().Select(step => step with
        {
            Kernel = new NodeKernel(step.Kernel.Spec, devices[step.Kernel.Spec.Backend].Pack(step.Kernel.Spec, step.Problem).ToArray()),
        })],
    };

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
public sealed record CompiledEngine(EnginePlan Plan, IReadOnlyList<NodePlacement> Placements, IReadOnlyList<TunedProblem> Tuned);

/// <summary>Where a node runs, with which kernel, and why not elsewhere. Nodes that became views or constants have
/// <see cref="NodeKernel.None"/>'s kernel.</summary>
public sealed record NodePlacement(Node Node, KernelSpec Kernel, IReadOnlyList<string> Refusals);
