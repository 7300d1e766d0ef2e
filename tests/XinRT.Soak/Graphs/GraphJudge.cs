using XinRT.Compiler;
using XinRT.Ir;
using XinRT.Passes;
using XinRT.Planning;
using XinRT.Runtime.EngineFile;
using XinRT.TestKit.Faults;
using XinRT.TestKit.Networks;

namespace XinRT.Soak.Graphs;

/// <summary>Holds a network against the reference evaluator: rewritten, as an engine, saved and loaded, in many
/// contexts at once. What the reference takes must neither be refused nor give other numbers.</summary>
/// <param name="undone">A mend that is undone.</param>
public sealed class GraphJudge(Fault? undone = null)
{
    private const int Contexts = 3;
    private readonly Fault _undone = undone ?? Fault.None;
    private readonly SortedSet<string> _families = new(StringComparer.Ordinal);

    /// <summary>Rules and kernels that the judged cases went through.</summary>
    public IReadOnlyList<string> Families => [.. _families];

    /// <summary>The first fault of a case; null if there is none, or if the reference takes none of the
    /// sizes.</summary>
    public GraphFault? Judge(GraphCase one, CancellationToken cancel = default)
    {
        var runs = new List<(IReadOnlyDictionary<string, long> Sizes, Expectation Expected)>();
        foreach (var sizes in one.Sizes)
        {
            if (Expectation.Of(Bound(one.Graph, sizes), one.Inputs(sizes), cancel) is { } expected)
                runs.Add((sizes, expected));
        }
        if (runs.Count == 0)
        {
            _families.Add("(does not run)");
            return null;
        }
        one = one with { Sizes = [.. runs.Select(r => r.Sizes)] };
        Expectation[] wanted = [.. runs.Select(r => r.Expected)];
        return Rewrites(one, wanted, cancel) ?? Runs(one, wanted, cancel);
    }

    // Where inference refuses the sizes, the reference alone tells whether they fit.
    private static Graph Bound(Graph graph, IReadOnlyDictionary<string, long> sizes)
    {
        try
        {
            return GraphEdits.Bound(graph, sizes);
        }
        catch (XinException)
        {
            return graph;
        }
    }

    // ---- rewriting

    private GraphFault? Rewrites(GraphCase one, Expectation[] wanted, CancellationToken cancel)
    {
        var (fault, applied) = Rewrite(one, wanted, cancel);
        _families.UnionWith(applied);
        if (fault is not null) return fault with { Kind = $"{fault.Kind}{Culprit(one, wanted, fault, cancel)}" };
        foreach (string rule in applied)
        {
            if (Rewrite(Without(one, rule), wanted, cancel).Fault is { } other)
                return other with
                {
                    Kind = $"{other.Kind} without {rule}",
                    Notes = $"{rule} is off as well\n{other.Notes}"
                };
        }
        return null;
    }

    // The rule without which the fault is gone.
    private string Culprit(GraphCase one, Expectation[] wanted, GraphFault fault, CancellationToken cancel)
    {
        foreach (string rule in RuleNames.All.Where(r => !one.Disabled.Contains(r)))
            if (Rewrite(Without(one, rule), wanted, cancel).Fault?.Kind != fault.Kind) return $" by {rule}";
        return "";
    }

    private static GraphCase Without(GraphCase one, string rule) =>
        one with { Disabled = one.Disabled.Append(rule).ToHashSet() };

    private (GraphFault? Fault, string[] Applied) Rewrite(GraphCase one, Expectation[] wanted, CancellationToken cancel)
    {
        var context = new PassContext(new PassOptions { Disabled = one.Disabled, Threads = 1 }, cancel);
        var fault = Guard(GraphStage.Rewrite, () =>
        {
            var rewritten = _undone.Pipeline(Pipelines.Default).Run(one.Graph, context);
            GraphVerifier.Check(rewritten);
            foreach (var (expected, sizes) in wanted.Zip(one.Sizes))
                if (expected.Difference(GraphEdits.Bound(rewritten, sizes), cancel) is { } difference)
                    throw new DifferenceException($"{GraphCase.Show(sizes)} {difference}");
        });
        return (fault, [.. context.Log.Counts.Keys.Order(StringComparer.Ordinal)]);
    }

    // ---- engines

    private GraphFault? Runs(GraphCase one, Expectation[] wanted, CancellationToken cancel)
    {
        var backends = _undone.Backends(DefaultBackends.Only(one.Backend));
        var options = new EngineOptions { Threads = one.Threads };
        int[] order = [.. Enumerable.Range(0, wanted.Length), .. Enumerable.Range(0, wanted.Length).Reverse()];
        var results = new byte[wanted.Length][][];
        EnginePlan plan = null!;
        return Guard(GraphStage.Engine, () =>
        {
            var context = new PassContext(new PassOptions { Disabled = one.Disabled, Threads = 1 }, cancel);
            var optimized = _undone.Pipeline(Pipelines.Default).Run(one.Graph, context);
            plan = EngineCompiler.Compile(optimized.Clone(), backends, [], [], options, cancel: cancel).Plan;
            using var engine = new Engine(plan, backends, options);
            using var alone = engine.CreateContext();
            foreach (int i in order)
            {
                Datum[] outputs = Run(alone, one.Graph, wanted[i], cancel);
                foreach (var step in alone.Program!.Steps)
                    _families.Add($"{step.Kernel.Spec.Backend}:{step.Kernel.Spec.Name}");
                if (wanted[i].Difference(one.Graph, outputs) is { } difference)
                    throw new DifferenceException($"{GraphCase.Show(one.Sizes[i])} {difference}",
                        Blame.Of(engine, optimized, wanted[i], cancel));
                results[i] ??= Bytes(outputs);
                MustEqual(results[i], outputs, one.Sizes[i], "the second run gives other numbers than the first");
            }
        }) ?? Guard(GraphStage.File, () =>
        {
            using var stream = new MemoryStream();
            EngineWriter.Write(plan, stream);
            using var engine = new Engine(EngineReader.Read(stream.ToArray(), "soak"), backends, options);
            using var context = engine.CreateContext();
            for (int i = 0; i < wanted.Length; i++)
                MustEqual(results[i], Run(context, one.Graph, wanted[i], cancel), one.Sizes[i],
                    "the engine that was loaded gives other numbers");
        }) ?? Guard(GraphStage.Contexts, () =>
        {
            using var engine = new Engine(plan, backends, options);
            Parallel.For(0, Contexts, new ParallelOptions
            {
                MaxDegreeOfParallelism = Contexts,
                CancellationToken = cancel
            }, thread =>
            {
                using var context = engine.CreateContext();
                foreach (int i in new Draw((ulong)thread).Shuffle(order))
                    MustEqual(results[i], Run(context, one.Graph, wanted[i], cancel), one.Sizes[i],
                        "one of many contexts gives other numbers");
            });
        });
    }

    private static Datum[] Run(InferenceContext context, Graph graph, Expectation expected, CancellationToken cancel)
    {
        for (int i = 0; i < graph.Inputs.Count; i++) context.SetInput(graph.Inputs[i].Name, expected.Inputs[i]);
        context.Run(cancel);
        return [.. graph.Outputs.Select((_, i) => context.Output(i))];
    }

    private static byte[][] Bytes(Datum[] outputs) => [.. outputs.Select(d => ((Tensor)d).Bytes.ToArray())];

    private static void MustEqual(byte[][] known, Datum[] outputs, IReadOnlyDictionary<string, long> sizes,
        string otherwise)
    {
        byte[][] bytes = Bytes(outputs);
        for (int i = 0; i < bytes.Length; i++)
            if (!bytes[i].AsSpan().SequenceEqual(known[i]))
                throw new DifferenceException($"{GraphCase.Show(sizes)} output {i}: {otherwise}");
    }

    // Any exception is a fault: the reference takes the case.
    private static GraphFault? Guard(GraphStage stage, Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var inner = e is AggregateException { InnerException: { } first } ? first : e;
            if (inner is DifferenceException difference)
                return new(stage, $"other numbers{difference.Place}", inner.Message);
            string place = inner.StackTrace?.Split('\n').Select(l => l.Trim())
                .FirstOrDefault(l => l.StartsWith("at XinRT.", StringComparison.Ordinal)) ?? "";
            return new(stage, $"{(inner as XinException)?.Code ?? inner.GetType().Name} {place.Split('(')[0]}",
                inner.Message.Split('\n')[0], inner.ToString());
        }
    }

    private sealed class DifferenceException(string message, string place = "") : Exception(message)
    {
        public string Place { get; } = place;
    }
}
