using System.Globalization;
using XinRT.Ir;
using XinRT.Soak.Planner;
using XinRT.TestKit;
using XinRT.TestKit.Faults;
using XinRT.TestKit.Networks;

namespace XinRT.Soak.Graphs;

/// <summary>A network and how it is built and run.</summary>
/// <param name="Graph">The network.</param>
/// <param name="Sizes">Values of its symbols, one set for each run.</param>
public sealed record GraphCase(Graph Graph, IReadOnlyList<IReadOnlyDictionary<string, long>> Sizes)
{
    private const string NoSizes = "";
    private const double MostFlops = 4e8, MostBytes = 4e8;

    // Sizes around vector widths, and those that have no rows or one.
    private static readonly long[] Choices = [0, 1, 1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17, 24];

    /// <summary>Names of rules and passes that are not run.</summary>
    public IReadOnlySet<string> Disabled { get; init; } = new HashSet<string>();

    /// <summary>The backend, as <see cref="DefaultBackends.Only"/> takes it.</summary>
    public string Backend { get; init; } = "cpu";

    /// <summary>Threads of a context.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Chooses network, sizes and build by a seed.</summary>
    public static GraphCase Make(ulong seed)
    {
        var graph = RandomNetwork.Make(seed);
        var draw = new Draw(seed ^ 0x5DEECE66D);
        string[] symbols = [.. GraphTexts.Symbols(graph).Keys];
        int runs = symbols.Length == 0 ? 1 : draw.Int(2, 4);
        var sizes = new List<IReadOnlyDictionary<string, long>>();
        for (int i = 0; i < runs; i++)
            sizes.Add(symbols.ToDictionary(s => s, s => s is "h" or "w" ? draw.Int(1, 20) : draw.Pick(Choices)));
        // Rewrites that hold for two rows or more are caught by none and by one.
        if (symbols.Length > 0 && draw.Chance(0.5))
        {
            string symbol = draw.Pick(symbols);
            var others = sizes[0].Where(s => s.Key != symbol).Select(s => s.Value);
            // With two sizes of 0 a computed target of Reshape copies one axis for another.
            sizes[0] = new Dictionary<string, long>(sizes[0]) { [symbol] = others.Contains(0) || HasEmptyInput(graph) ? 1 : draw.Int(0, 1) };
        }
        KeepAffordable(graph, sizes);
        return new GraphCase(graph, sizes)
        {
            Disabled = draw.Chance(0.3) ? [.. RuleNames.All.Where(_ => draw.Chance(0.3))] : draw.Chance(0.1)
                ? [.. RuleNames.All] : new HashSet<string>(),
            Backend = draw.Pick("cpu", "cpu", "cpu", "cpu-avx2", "cpu-portable"),
            Threads = draw.Int(1, 4),
        };
    }

    /// <summary>Reads a case that <see cref="ToTest"/> printed; <paramref name="sizes"/> such as <c>n=2
    /// t=3</c>.</summary>
    public static GraphCase Parse(string text, string[]? sizes = null, string[]? disabled = null,
        string backend = "cpu", int threads = 1) =>
        new(Graph.Parse(text), [.. (sizes ?? [NoSizes]).Select(ParseSizes)])
        {
            Disabled = (disabled ?? []).ToHashSet(),
            Backend = backend, Threads = threads
        };

    /// <summary>Fails if a judge finds a fault.</summary>
    public void MustHold(CancellationToken cancel = default)
    {
        if (new GraphJudge().Judge(this, cancel: cancel) is { } fault) throw new TestKitException(fault.ToString());
    }

    /// <summary>Fails if a plan of the network is wrong.</summary>
    public void MustBePlannedRight(CancellationToken cancel = default)
    {
        if (PlanJudge.Judge(this, Fault.None, cancel) is { IsRight: false } verdict)
            throw new TestKitException($"{verdict.Kind}: {verdict.Title}");
    }

    /// <summary>Inputs of a run.</summary>
    public Datum[] Inputs(IReadOnlyDictionary<string, long> sizes) =>
        [.. Graph.Inputs.Select((v, i) => (Datum)Input((TensorType)v.Type.Bind(sizes), i + 1))];

    /// <summary>The network in text form; a constant shows its contents unless the text form alone gives the
    /// same.</summary>
    public string ToText() => GraphText.Print(Graph, t => t.Count <= 4
        || !t.Bytes.Span.SequenceEqual(SyntheticTensor.Make(t.DType, t.Dims).Bytes.Span));

    /// <summary>Source of a test that fails as this case does.</summary>
    public string ToTest(string name, string check = nameof(MustHold))
    {
        var more = new List<string>();
        if (Sizes.Any(s => s.Count > 0)) more.Add($"sizes: [{string.Join(", ", Sizes.Select(s => $"\"{Show(s)}\""))}]");
        if (Disabled.Count > 0)
            more.Add($"disabled: [{string.Join(", ", Disabled.Order(StringComparer.Ordinal).Select(d => $"\"{d}\""))}]");
        if (Backend != "cpu") more.Add($"backend: \"{Backend}\"");
        if (Threads != 1) more.Add($"threads: {Threads}");
        string text = string.Join('\n', ToText().TrimEnd().Split('\n').Select(line => "        " + line));
        return $"    [Fact]\n    public void {name}() => GraphCase.Parse(\"\"\"\n{text}\n        \"\"\"{string.Concat(more.Select(m => ", " + m))}).{check}();";
    }

    /// <summary>Sizes in text form.</summary>
    public static string Show(IReadOnlyDictionary<string, long> sizes) =>
        string.Join(' ', sizes.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Key}={s.Value}")));

    private static bool HasEmptyInput(Graph graph) =>
        graph.Inputs.Any(v => v.TensorType.Shape is { } shape && shape.Any(d => d.IsConstant && d.Value == 0));

    // A case is computed dozens of times, in FP64 and with each rule left out.
    private static void KeepAffordable(Graph graph, List<IReadOnlyDictionary<string, long>> sizes)
    {
        double flops = 0;
        foreach (var choice in sizes.ToList())
        {
            var cost = CostOf(graph, choice);
            flops += cost.Flops;
            if (flops <= MostFlops && cost.Bytes <= MostBytes) continue;
            flops -= cost.Flops;
            sizes.Remove(choice);
        }
        if (sizes.Count == 0) sizes.Add(GraphTexts.Symbols(graph).Keys.ToDictionary(s => s, _ => 1L));
    }

    private static Cost CostOf(Graph graph, IReadOnlyDictionary<string, long> sizes) =>
        graph.Nodes.Aggregate(default(Cost), (sum, node) => node.Bodies.Aggregate(
            sum + node.Op.EstimateCost(new CostContext(node, sizes)), (all, body) => all + CostOf(body, sizes)));

    private static Dictionary<string, long> ParseSizes(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Split('=')).ToDictionary(p => p[0], p => long.Parse(p[1], CultureInfo.InvariantCulture));

    private static Tensor Input(TensorType type, int seed) => type.Shape!.TryGetStatic(out long[]? dims)
        ? SyntheticTensor.Make(type.DType, dims, seed)
        : throw new TestKitException($"The sizes of {type} are not given.");
}
