using XinRT.Compiler;
using XinRT.Ir;
using XinRT.Passes;
using XinRT.Runtime;
using XinRT.Runtime.EngineFile;
using XinRT.TestKit.Networks;

namespace XinRT.Soak.Graphs;

/// <summary>Holds a network against the reference evaluator: rewritten, as an engine, saved and loaded, in many contexts at once.
/// What the reference takes must neither be refused nor give other numbers.</summary>
/// <param name="pipeline">The passes; those of a build by default.</param>
/// <param name="cancel">Ends the work.</param>
public sealed class GraphJudge(Pipeline? pipeline = null, CancellationToken cancel = default)
{
    private const int Contexts = 3;
    private readonly Pipeline _pipeline = pipeline ?? Pipelines.Default;

    /// <summary>The first fault of a case; null if there is none, or if the reference takes none of the sizes.</summary>
    /// <param name="one">The case.</param>
    /// <param name="only">The stage to look at; all by default.</param>
    public GraphFault? Judge(GraphCase one, GraphStage? only = null)
    {
        var runs = new List<(IReadOnlyDictionary<string, long> Sizes, Expectation Expected)>();
        foreach (var sizes in one.Sizes)
            if (Expectation.Of(one.Graph, one.Inputs(sizes), cancel) is { } expected) runs.Add((sizes, expected));
        if (runs.Count == 0) return null;
        one = one with { Sizes = [.. runs.Select(r => r.Sizes)] };
        Expectation[] wanted = [.. runs.Select(r => r.Expected)];

        if (only is null or GraphStage.Rewrite && Rewrites(one, wanted, only is null) is { } wrong) return wrong;
        if (only is GraphStage.Rewrite) return null;
        return Runs(one, wanted, only);
    }

    // ---- rewriting

    private GraphFault? Rewrites(GraphCase one, Expectation[] wanted, bool eachRule)
    {
        var (fault, applied) = Rewrite(one, wanted);
        if (fault is not null || !eachRule) return fault;
        foreach (string rule in applied)
            if (Rewrite(one with { Disabled = one.Disabled.Append(rule).ToHashSet() }, wanted).Fault is { } other) return other;
        return null;
    }

    private (GraphFault? Fault, string[] Applied) Rewrite(GraphCase one, Expectation[] wanted)
    {
        var fault = Guard(one, GraphStage.Rewrite, out string[]? applied, () =>
        {
            var context = new PassContext(new PassOptions { Disabled = one.Disabled, Threads = 1 }, cancel);
            var rewritten = _pipeline.Run(one.Graph, context);
            GraphVerifier.Check(rewritten);
            foreach (var (expected, sizes) in wanted.Zip(one.Sizes))
                if (expected.Difference(rewritten, cancel) is { } difference) throw new DifferenceException($"{GraphCase.Show(sizes)} {difference}");
            return [.. context.Log.Counts.Keys.Order(StringComparer.Ordinal)];
        });
        return (fault, applied ?? []);
    }

    // ---- engines

    private GraphFault? Runs(GraphCase one, Expectation[] wanted, GraphStage? only)
    {
        var backends = DefaultBackends.Only(one.Backend);
        var options = new EngineOptions { Threads = one.Threads };
        var fault = Guard(one, GraphStage.Engine, out EnginePlan? plan, () =>
        {
            var optimized = _pipeline.Run(one.Graph, new PassContext(new PassOptions { Disabled = one.Disabled, Threads = 1 }, cancel));
            return EngineCompiler.Compile(optimized, backends, [], [], options, cancel: cancel).Plan;
        });
        if (fault is not null) return fault;

        int[] order = [.. Enumerable.Range(0, wanted.Length), .. Enumerable.Range(0, wanted.Length).Reverse()];
        var results = new byte[wanted.Length][][];
        fault = Guard(one, GraphStage.Engine, out _, () =>
        {
            using var engine = new Engine(plan!, backends, options);
            using var context = engine.CreateContext();
            foreach (int i in order)
            {
                Datum[] outputs = Run(context, one.Graph, wanted[i]);
                if (wanted[i].Difference(one.Graph, outputs) is { } difference) throw new DifferenceException($"{GraphCase.Show(one.Sizes[i])} {difference}");
                MustEqual(ref results[i], outputs, one.Sizes[i], "the second run gives other numbers than the first");
            }
            return true;
        });
        if (fault is not null) return only is null or GraphStage.Engine ? fault : null;
        if (only is GraphStage.Engine) return null;

        fault = only is null or GraphStage.File ? Guard(one, GraphStage.File, out _, () =>
        {
            using var stream = new MemoryStream();
            EngineWriter.Write(plan!, stream);
            using var engine = new Engine(EngineReader.Read(stream.ToArray(), "soak"), backends, options);
            using var context = engine.CreateContext();
            for (int i = 0; i < wanted.Length; i++)
                MustEqual(ref results[i], Run(context, one.Graph, wanted[i]), one.Sizes[i], "the engine that was loaded gives other numbers");
            return true;
        }) : null;
        if (fault is not null || only is GraphStage.File) return fault;

        return Guard(one, GraphStage.Contexts, out _, () =>
        {
            using var engine = new Engine(plan!, backends, options);
            Parallel.For(0, Contexts, new ParallelOptions { MaxDegreeOfParallelism = Contexts, CancellationToken = cancel }, thread =>
            {
                using var context = engine.CreateContext();
                foreach (int i in new Draw((ulong)thread).Shuffle(order))
                    MustEqual(ref results[i], Run(context, one.Graph, wanted[i]), one.Sizes[i], "one of many contexts gives other numbers");
            });
            return true;
        });
    }

    private Datum[] Run(InferenceContext context, Graph graph, Expectation expected)
    {
        for (int i = 0; i < graph.Inputs.Count; i++) context.SetInput(graph.Inputs[i].Name, expected.Inputs[i]);
        context.Run(cancel);
        return [.. graph.Outputs.Select((_, i) => context.Output(i))];
    }

    private static void MustEqual(ref byte[][] known, Datum[] outputs, IReadOnlyDictionary<string, long> sizes, string otherwise)
    {
        byte[][] bytes = [.. outputs.Select(d => ((Tensor)d).Bytes.ToArray())];
        known ??= bytes;
        for (int i = 0; i < bytes.Length; i++)
            if (!bytes[i].AsSpan().SequenceEqual(known[i])) throw new DifferenceException($"{GraphCase.Show(sizes)} output {i}: {otherwise}");
    }

    // Any exception is a fault: the reference takes the case.
    private static GraphFault? Guard<T>(GraphCase one, GraphStage stage, out T? result, Func<T> work)
    {
        result = default;
        try
        {
            result = work();
            return null;
        }
        catch (OperationCanceledException)
        {
            throw;
        }
        catch (Exception e)
        {
            var inner = e is AggregateException { InnerException: { } first } ? first : e;
            if (inner is OperationCanceledException) throw inner;
            string kind = inner is DifferenceException ? "other numbers" : inner is XinException x ? x.Code : inner.GetType().Name;
            return new(stage, kind, inner is XinException or DifferenceException ? inner.Message.Split('\n')[0] : inner.ToString(), one);
        }
    }

    private sealed class DifferenceException(string message) : Exception(message);
}
