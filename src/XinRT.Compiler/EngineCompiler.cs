using System.Diagnostics;
using XinRT.Backends;
using XinRT.Compiler.Tuning;
using XinRT.Ir;
using XinRT.Ops;
using XinRT.Passes;
using XinRT.Planning;

namespace XinRT.Compiler;

/// <summary>Turns an optimized graph into an <see cref="EnginePlan"/>.</summary>
public static class EngineCompiler
{
    /// <summary>Orders nodes, chooses kernels, packs constants for them.</summary>
    /// <param name="graph">The optimized graph; the plan has a copy that shares its constants.</param>
    /// <param name="backends">Backends in order of preference.</param>
    /// <param name="ranges">Sizes that the symbols of the inputs may take.</param>
    /// <param name="metadata">Facts to keep in the engine.</param>
    /// <param name="options">How the engine will run.</param>
    /// <param name="tuning">How kernels are chosen; by rule of thumb if null.</param>
    /// <param name="known">Sizes of symbols to plan for where the ranges say none.</param>
    /// <param name="progress">Told of each round of tuning.</param>
    /// <param name="passes">Options of passes that fuse nodes again for another backend than the preferred one.</param>
    /// <param name="cancel">Ends the build.</param>
    public static CompiledEngine Compile(Graph graph, BackendRegistry backends, IReadOnlyList<SymbolRange> ranges,
        IReadOnlyList<KeyValuePair<string, string>> metadata, EngineOptions? options = null, TuningOptions? tuning = null,
        IReadOnlyDictionary<string, long>? known = null, IProgress<TuningProgress>? progress = null,
        PassOptions? passes = null, CancellationToken cancel = default)
    {
        long start = Stopwatch.GetTimestamp();
        options ??= new EngineOptions();
        tuning ??= new TuningOptions { Budget = TimeSpan.Zero };
        using var devices = new DeviceSet(backends, options.Device);
        graph = graph.Clone();
        ConstantWork.Delay(graph);
        var sizes = TypicalSizes.Of(new EnginePlan { Graph = graph, Kernels = [], Ranges = ranges }, options, known);
        var placement = sizes is null ? null
            : EnginePlacement.Run(graph, sizes, devices, options, passes ?? new(), cancel);
        GraphVerifier.Check(graph);
        var locked = tuning.TacticLock is { } path && File.Exists(path) ? TacticLock.Load(path, graph) : [.. graph.Nodes.Select(_ => NodeKernel.None)];
        var draft = new EnginePlan { Graph = graph, Kernels = locked, Ranges = ranges, Metadata = metadata };
        // Sizes that nobody knows yet are planned for when they are there.
        if (sizes is null || placement is null)
            return new(draft, [.. graph.Nodes.Select(n => new NodePlacement(n, NodeKernel.None.Spec, []))], []);
        draft = draft with
        {
            Kernels = [.. locked.Zip(placement.Kernels, (kept, placed) => kept == NodeKernel.None ? placed : kept)],
        };
        ProgramPlan program;
        IReadOnlyList<TunedProblem> tuned = [];
        if (tuning.Budget > TimeSpan.Zero && sizes.All(t => t is TensorType { IsStatic: true }))
        {
            var left = tuning.Budget - Stopwatch.GetElapsedTime(start);
            (program, tuned) = InPlaceTuner.Run(draft, sizes, devices, i => locked[i] != NodeKernel.None, tuning, left, options, progress, cancel);
        }
        else program = Program(draft, devices, sizes, options);
        var refusals = new List<string>[graph.Nodes.Count];
        for (int i = 0; i < refusals.Length; i++) refusals[i] = [];
        var kernels = KernelsOf(program, graph, devices, options, (node, failure) => refusals[node].Add($"in its body: {failure}"));
        var packed = new HashSet<(Node Node, int Input)>();
        foreach (var step in program.Steps)
        {
            if (step.Origin < 0) continue;
            refusals[step.Origin].AddRange([.. placement.Reasons.GetValueOrDefault(graph.Nodes[step.Origin], []),
                .. devices.Refusals(step.AtHand, step.Kernel.Spec.Backend)]);
            foreach (int i in step.Plan.Packing?.Inputs ?? []) packed.Add((graph.Nodes[step.Origin], i));
        }
        if (tuning.TacticLock is { } lockPath && !File.Exists(lockPath)) TacticLock.Save(lockPath, graph, kernels);
        return new(draft with { Kernels = kernels, Originals = Originals(graph, packed), Tuned = tuning.TacticLock is null ? tuned : [] }, [.. graph.Nodes.Select((n, i) => new NodePlacement(n, kernels[i].Spec, refusals[i]))], tuned);
    }

    // The packed program by rule of thumb, of kernels that can be made.
    private static ProgramPlan Program(EnginePlan draft, DeviceSet devices, IReadOnlyList<IrType> sizes, EngineOptions options) => devices.WithoutFailing(() =>
    {
        var program = ProgramPlanner.Plan(draft, devices, sizes, options).Pack();
        foreach (var steps in program.Steps.GroupBy(s => s.Kernel.Spec.Backend))
            devices[steps.Key].Prove([.. steps.Select(s => new KernelRequest(s.Kernel.Spec, s.Problem, [.. s.Kernel.Packed]))]);
        return program;
    });

    // The kernel of each node of the graph that the program was planned from. Hears of kernels in bodies that could not be made, with the
    // index of the node that has the body.
    private static NodeKernel[] KernelsOf(ProgramPlan program, Graph graph, DeviceSet devices, EngineOptions options, Action<int, string> failed)
    {
        var kernels = graph.Nodes.Select(_ => NodeKernel.None).ToArray();
        foreach (var step in program.Steps)
        {
            if (step.Origin < 0) continue;
            bool controls = step.Node is { Op: not FusedOp, Bodies.Count: > 0 };
            kernels[step.Origin] = !controls ? step.Kernel
                : step.Kernel with { Bodies = step.Node.Bodies.Select(b => new ValueArray<NodeKernel>(BodyKernels(b, devices, options, f => failed(step.Origin, f)))).ToArray() };
        }
        return kernels;
    }

    // Empty where the sizes in a body are open, or where the body cannot run with the sizes at hand.
    private static NodeKernel[] BodyKernels(Graph body, DeviceSet devices, EngineOptions options, Action<string> failed)
    {
        if (!body.Inputs.All(v => v.Type is TensorType { IsStatic: true })) return [];
        var draft = new EnginePlan { Graph = body, Kernels = [.. body.Nodes.Select(_ => NodeKernel.None)] };
        try
        {
            var program = Program(draft, devices, [.. body.Inputs.Select(v => v.Type)], options);
            foreach (var step in program.Steps)
                foreach (string failure in devices[step.Kernel.Spec.Backend].Failures(step.AtHand)) failed($"{step.Node}: {failure}");
            return KernelsOf(program, body, devices, options, (_, failure) => failed(failure));
        }
        catch (ShapeException)
        {
            return [];
        }
    }

    // What is only read in packed form, but for what is so small that reading it decides nothing.
    private static HashSet<Tensor> Originals(Graph graph, HashSet<(Node Node, int Input)> packed)
    {
        const int smallBytes = 4096;
        var originals = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        var others = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var value in graph.Values)
        {
            if (value.Constant is not { } tensor || tensor.DType == DType.String || tensor.Bytes.Length <= smallBytes) continue;
            // Types of less than a byte are unpacked when the file is read.
            if (tensor.DType.IsPacked()) continue;
            bool isPacked = !graph.IsOutput(value) && value.Users.Count > 0 && value.Users.Distinct()
                .All(user => Enumerable.Range(0, user.Inputs.Count).All(i => user.Inputs[i] != value || packed.Contains((user, i))));
            (isPacked ? originals : others).Add(tensor);
        }
        // Several values may share a tensor.
        originals.ExceptWith(others);
        return originals;
    }
}

/// <summary>A plan and how it came about.</summary>
public sealed record CompiledEngine(EnginePlan Plan, IReadOnlyList<NodePlacement> Placements, IReadOnlyList<TunedProblem> Tuned);

/// <summary>Where a node runs, with which kernel, and why not elsewhere. Nodes that became views or constants have
/// <see cref="NodeKernel.None"/>'s kernel.</summary>
public sealed record NodePlacement(Node Node, KernelSpec Kernel, IReadOnlyList<string> Refusals);
