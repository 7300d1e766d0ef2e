using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Passes;

/// <summary>Runs the graph before and after each pass on the reference evaluator with repeatable inputs. If a result
/// changes, repeats the pass with fewer and fewer changes until the one that is wrong is known by rule and node.</summary>
public sealed class RewriteVerifier
{
    // What rounding may do, relative to the largest element of a result; fusions change the order of sums.
    private const double Relative = 1e-3;
    private static readonly long[][] SymbolSizes = [[2, 3, 4, 5], [1, 1, 1, 1], [8, 8, 8, 8], [1, 32, 32, 32], [1, 3, 64, 64]];

    private readonly ReferenceExecutor _executor;
    private readonly IReadOnlyList<Sample> _samples;

    private RewriteVerifier(ReferenceExecutor executor, IReadOnlyList<Sample> samples) => (_executor, _samples) = (executor, samples);

    /// <summary>Runs the graph for the expected results, on made-up inputs and on those that <see cref="PassOptions.VerifyInputs"/>
    /// gives. Null, with a note in the log, if it can be run on neither or does not give the same results each time.</summary>
    public static RewriteVerifier? For(Graph graph, PassContext context)
    {
        if (!IsDeterministic(graph))
        {
            context.Log.AddMissed(nameof(RewriteVerifier), graph.Name, "it draws random numbers");
            return null;
        }
        var executor = new ReferenceExecutor { Threads = context.Options.Threads, Cancel = context.Cancel };
        var samples = new List<Sample>();
        var given = context.Options.VerifyInputs;
        if (given.Count > 0) Add("given", () => [.. graph.Inputs.Select(v => given[v.Name])]);
        foreach (long[] sizes in SymbolSizes)
            if (Add("synthetic", () => Inputs(graph, sizes))) break;
        return samples.Count == 0 ? null : new(executor, samples);

        bool Add(string kind, Func<Datum[]> make)
        {
            try
            {
                var inputs = make();
                samples.Add(new(kind, inputs, executor.Run(graph, inputs)));
                return true;
            }
            catch (XinException e)
            {
                context.Log.AddMissed(nameof(RewriteVerifier), graph.Name, $"it does not run on {kind} inputs ({e.Because})");
                return false;
            }
        }
    }

    /// <summary>Runs one pass; <see cref="BuildException"/> XIN4101 if a result of the graph is different afterwards.</summary>
    public void Run(Pass pass, Graph graph, PassContext context)
    {
        var before = graph.Clone();
        int start = context.Log.ChangeCount;
        Pipeline.RunOne(pass, graph, context);
        if (Difference(graph) is not { } difference) return;

        int right = 0, wrong = context.Log.ChangeCount - start;
        while (wrong - right > 1)
        {
            int middle = (right + wrong) / 2;
            var attempt = before.Clone();
            Pipeline.RunOne(pass, attempt, context.Limited(middle));
            if (Difference(attempt) is null) right = middle;
            else wrong = middle;
        }
        var culprit = wrong > 0 ? context.Log.Applied[start + wrong - 1] : new(pass.Name, graph.Name, RuleOutcome.Applied, null);
        throw new BuildException("XIN4101", $"rule {culprit.Rule} at '{culprit.Node}'",
            "the graph gives other results after it than before it",
            [new("pass", pass.Name), new("found", difference)],
            $"build with --disable-rule {culprit.Rule}, and report the model");
    }

    private string? Difference(Graph graph) => _samples.Select(s => Difference(graph, s)).FirstOrDefault(d => d is not null);

    private string? Difference(Graph graph, Sample sample)
    {
        Datum[] actual;
        try
        {
            actual = _executor.Run(graph, sample.Inputs);
        }
        catch (XinException e)
        {
            return $"{e.Message.Split('\n')[0]} (on {sample.Kind} inputs)";
        }
        for (int i = 0; i < sample.Expected.Length; i++)
        {
            if (Difference(sample.Expected[i], actual[i]) is { } difference)
                return $"output '{graph.Outputs[i].Name}' on {sample.Kind} inputs: {difference}";
        }
        return null;
    }

    private static string? Difference(Datum expected, Datum actual)
    {
        if (!expected.Type.Equals(actual.Type)) return $"{actual.Type} instead of {expected.Type}";
        switch (expected, actual)
        {
            case (SequenceDatum a, SequenceDatum b):
                return a.Items.Count != b.Items.Count ? $"{b.Items.Count} items instead of {a.Items.Count}"
                    : a.Items.Zip(b.Items, Difference).FirstOrDefault(d => d is not null);
            case (OptionalDatum a, OptionalDatum b):
                return a.Value is { } value && b.Value is { } other ? Difference(value, other)
                    : (a.Value is null) == (b.Value is null) ? null : b.Value is null ? "no value instead of one" : "a value instead of none";
            case (MapDatum a, MapDatum b):
                return a.Items.Count != b.Items.Count ? $"{b.Items.Count} keys instead of {a.Items.Count}"
                    : a.Items.Select(i => b.Items.TryGetValue(i.Key, out var other) ? Difference(i.Value, other) : $"no key '{i.Key}'")
                        .FirstOrDefault(d => d is not null);
        }
        if (expected is not Tensor x || actual is not Tensor y) return null;
        if (ExactDifference.IsFor(x.DType)) return ExactDifference.Of(x, y).Text;
        double[] wanted = ElementConverter.ToParts(x), found = ElementConverter.ToParts(y);
        double scale = wanted.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        double allowed = Relative * scale + 1e-6;
        for (int i = 0; i < wanted.Length; i++)
        {
            if (wanted[i].Equals(found[i]) || Math.Abs(wanted[i] - found[i]) <= allowed) continue;
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"element {i} is {found[i]:G7} instead of {wanted[i]:G7}");
        }
        return null;
    }

    private static Datum[] Inputs(Graph graph, long[] sizes)
    {
        var symbols = new Dictionary<string, long>();
        foreach (string symbol in graph.Inputs.Select(v => v.TensorType.Shape).OfType<Shape>().SelectMany(s => s).SelectMany(d => d.Symbols))
            symbols.TryAdd(symbol, sizes[Math.Min(symbols.Count, sizes.Length - 1)]);
        return [.. graph.Inputs.Select((v, i) => Input(v, symbols, i))];
    }

    private static Tensor Input(Value value, Dictionary<string, long> symbols, int seed)
    {
        if (value.Type.Bind(symbols) is not TensorType { Shape: { } shape } type || !shape.TryGetStatic(out var dims))
        {
            throw new BuildException("XIN4101", $"input '{value.Name}'", $"no contents can be made up for the type {value.Type}");
        }
        return SyntheticTensor.Make(type.DType, dims, seed + 1);
    }

    private static bool IsDeterministic(Graph graph) =>
        graph.Nodes.All(n => n.Op.IsDeterministic && n.Bodies.All(IsDeterministic));

    private sealed record Sample(string Kind, Datum[] Inputs, Datum[] Expected);
}
