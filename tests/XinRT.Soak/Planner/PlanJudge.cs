using XinRT.Backends;
using XinRT.Compiler;
using XinRT.Passes;
using XinRT.Planning;
using XinRT.Soak.Graphs;
using XinRT.TestKit.Faults;

namespace XinRT.Soak.Planner;

/// <summary>Judges how networks are planned: by <see cref="PlanOracle"/>, and by running each plan in a poisoned arena
/// and with all buffers apart, which must give the same bits.</summary>
public static class PlanJudge
{
    /// <summary>What is wrong with the plans of a case, at each of its sizes.</summary>
    public static Verdict Judge(GraphCase one, Fault undone, CancellationToken cancel)
    {
        var context = new PassContext(new PassOptions { Disabled = one.Disabled, Threads = 1 }, cancel);
        var options = new EngineOptions { Threads = one.Threads };
        var backends = undone.Backends(DefaultBackends.Only(one.Backend));
        var runs = one.Sizes.Select(one.Inputs).Where(inputs => Expectation.Runs(one.Graph, inputs, cancel)).ToList();
        if (runs.Count == 0) return new(["(does not run)"]);
        var plan = EngineCompiler.Compile(undone.Pipeline(Pipelines.Default).Run(one.Graph, context), backends, [], [],
            options, cancel: cancel).Plan;
        var families = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var inputs in runs)
        {
            var verdict = Judge(plan, inputs, backends, options, undone, cancel);
            families.UnionWith(verdict.Families);
            if (!verdict.IsRight) return verdict;
        }
        return new([.. families]);
    }

    /// <summary>What is wrong with the plan of an engine for some inputs.</summary>
    public static Verdict Judge(EnginePlan engine, IReadOnlyList<Datum> inputs, BackendRegistry backends,
        EngineOptions options, Fault undone, CancellationToken cancel)
    {
        using var devices = new DeviceSet(backends, options.Device);
        var plan = undone.Plan(ProgramPlanner.Plan(engine, devices, [.. inputs.Select(d => d.Type)], options).Pack());
        string[] families = [.. plan.Steps.Select(s => $"{s.Kernel.Spec.Backend}:{s.Kernel.Spec.Name}").Distinct()];
        if (PlanOracle.Contradiction(plan) is { } contradiction) return new(families, "contradiction", contradiction);
        try
        {
            Datum[] together = Run(plan, devices, options, inputs, apart: false, cancel),
                apart = Run(plan, devices, options, inputs, apart: true, cancel);
            for (int i = 0; i < together.Length; i++)
            {
                if (together[i] is Tensor a && apart[i] is Tensor b && a.DType != DType.String
                    && !(a.Dims.SequenceEqual(b.Dims) && a.Bytes.Span.SequenceEqual(b.Bytes.Span)))
                    return new(families, "other numbers",
                        $"output '{plan.Graph.Outputs[i].Name}' depends on memory that no value lies in, or that two share");
            }
            return new(families);
        }
        catch (PlanException e)
        {
            return new(families, "canary", e.Message);
        }
    }

    private static Datum[] Run(ProgramPlan plan, DeviceSet devices, EngineOptions options, IReadOnlyList<Datum> inputs,
        bool apart, CancellationToken cancel)
    {
        using var runner = new PlanRunner(plan, devices, options, apart, cancel);
        return runner.Run(inputs);
    }
}
