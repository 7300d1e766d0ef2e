using XinRT.Backends;
using XinRT.Compare.Conformance;
using XinRT.Compare.Golden;
using XinRT.Ir;
using XinRT.Onnx;
using XinRT.Reference;
using XinRT.TestKit;

namespace XinRT.Conformance;

/// <summary>The ONNX node tests: the imported graph on the reference evaluator with every inferred type checked, and the engine
/// that is built of it, for each instruction set that the processor has.</summary>
public sealed class NodeSuite
{
    private static readonly ConformanceSuite Suite = ConformanceSuite.Open(Repository.PathOf("tests", "data", "onnx-node-tests.zip"));

    private static readonly Dictionary<string, ConformanceCase> Cases = Suite.Cases.ToDictionary(c => c.Name);

    private static readonly Dictionary<string, string> KnownFailures =
        File.ReadAllLines(Repository.PathOf("tests", "XinRT.Conformance", "known-failures.txt"))
            .Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(' ', 2)).ToDictionary(l => l[0], l => l[1]);

    /// <summary>Cases that are expected to pass.</summary>
    internal static IEnumerable<ConformanceCase> Passing =>
        Suite.Cases.Where(c => Suite.SkipReason(c.Name) is null && !KnownFailures.ContainsKey(c.Name));

    /// <summary>Imported graphs of all cases that are expected to pass.</summary>
    internal static IEnumerable<Graph> Graphs => Passing.Select(c => OnnxImporter.Import(c.Load()));

    public static TheoryData<string> Names => [.. Cases.Keys];

    public static MatrixTheoryData<string, string> NamesAndBackends => new(Cases.Keys, ["reference", "cpu-avx2", "cpu-avx512", "cpu-portable"]);

    [Theory]
    [MemberData(nameof(Names))]
    public void The_reference_gives_what_is_stored(string name) => Check(name, model =>
    {
        var graph = OnnxImporter.Import(model);
        return new ConformanceRun(graph, inputs =>
        {
            var check = new TypeAgreement(graph, TypeAgreement.Sizes(graph, inputs));
            return new ReferenceExecutor { Threads = 1, Observe = check.Observe }.Run(graph, inputs);
        });
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void The_model_in_FP64_gives_what_is_stored(string name) => Check(name, model =>
    {
        var graph = OnnxImporter.Import(model);
        var wide = new ReferenceRunner(model, 1, ReferenceArithmetic.Double);
        return new ConformanceRun(graph, inputs =>
        {
            var outputs = wide.Run(graph.Inputs.Zip(inputs).ToDictionary(i => i.First.Name, i => i.Second));
            return [.. graph.Outputs.Select(o => outputs[o.Name])];
        });
    });

    [Theory]
    [MemberData(nameof(NamesAndBackends))]
    public void An_engine_gives_what_is_stored(string name, string backend) => Check(name, model =>
    {
        var options = new BuildOptions
        {
            Threads = 1,
            Backends = Backend(backend),
            Tuning = new() { Budget = TimeSpan.Zero },
            Engine = new EngineOptions { Threads = 1 },
        };
        var engine = new EngineBuilder(options).Build(model, cancel: TestContext.Current.CancellationToken);
        var context = engine.CreateContext();
        return new ConformanceRun(engine.Plan.Graph, inputs =>
        {
            for (int i = 0; i < inputs.Count; i++) context.SetInput(engine.Inputs[i].Name, inputs[i]);
            context.Run(TestContext.Current.CancellationToken);
            return [.. Enumerable.Range(0, engine.Outputs.Count).Select(context.Output)];
        }, () =>
        {
            context.Dispose();
            engine.Dispose();
        });
    });

    [Fact]
    public void Known_failures_name_cases_that_exist() => Offenders.None(KnownFailures.Keys.Where(n => !Cases.ContainsKey(n)));

    private static BackendRegistry Backend(string id)
    {
        var registry = DefaultBackends.Only(id);
        try
        {
            _ = registry.Backends[0].Probe();
        }
        catch (BackendException e) when (e.Code == "XIN7007")
        {
            Assert.Skip(e.Because);
        }
        return registry;
    }

    private static void Check(string name, Func<OnnxModel, ConformanceRun> build)
    {
        Assert.SkipWhen(Suite.SkipReason(name) is not null, Suite.SkipReason(name) ?? "");
        string? difference = Cases[name].Run(build);
        if (KnownFailures.TryGetValue(name, out string? reason))
        {
            Assert.True(difference is not null, $"{name} passes: remove its line from known-failures.txt");
            Assert.Skip(reason);
        }
        if (difference is not null) throw new TestKitException(difference);
    }
}
