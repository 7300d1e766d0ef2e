using XinRT.Backends;
using XinRT.Backends.Cpu;
using XinRT.Backends.Reference;
using XinRT.Compiler;
using XinRT.Ir;
using XinRT.Ops;
using XinRT.Passes;
using XinRT.TestKit;
using XinRT.TestKit.Rewrites;

namespace XinRT.UnitTests.Passes;

/// <summary>What holds for every rewrite, on random graphs around the patterns of the rules.</summary>
public sealed class RewritePropertyTests
{
    private const int Seeds = 200;
    private static readonly Tolerance Rounding = new(1e-4, 1e-4);

    public static TheoryData<string> Families => [.. PatternGraphs.Families];

    [Theory]
    [MemberData(nameof(Families))]
    public void An_optimized_graph_gives_what_the_original_gives_at_every_size(string family)
    {
        int compared = 0;
        Each(family, (text, graph) =>
        {
            var optimized = Pipelines.Default.Run(graph);
            GraphVerifier.Check(optimized);
            foreach (var sizes in SizeSweep.Of(graph))
            {
                var inputs = SizeSweep.Inputs(graph, sizes);
                if (SizeSweep.TryRun(graph, inputs) is not { } wanted || !SizeSweep.IsAsInferred(graph, sizes, wanted)) continue;
                var found = SizeSweep.TryRun(optimized, inputs) ?? throw new TestKitException($"the optimized graph refuses {string.Join(' ', sizes)}");
                for (int i = 0; i < wanted.Length; i++) TensorAssert.Equal(wanted[i], found[i], Rounding, $"{graph.Outputs[i].Name} at {string.Join(' ', sizes)}");
                compared++;
            }
        });
        Assert.True(compared > Seeds / 2, $"only {compared} runs were possible");
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void An_engine_gives_what_the_reference_gives_and_leaves_it_no_fused_node(string family)
    {
        Assert.SkipWhen(new CpuBackend().Probe().Count == 0, "no generated kernels on this processor");
        var backends = new BackendRegistry().Add(new CpuBackend()).Add(new ReferenceBackend());
        var options = new EngineOptions { Threads = 1 };
        Each(family, (text, graph) =>
        {
            using var engine = new Engine(EngineCompiler.Compile(Pipelines.Default.Run(graph), backends, [], [], options).Plan, backends, options);
            using var context = engine.CreateContext();
            foreach (var sizes in SizeSweep.Of(graph))
            {
                var inputs = SizeSweep.Inputs(graph, sizes);
                if (SizeSweep.TryRun(graph, inputs) is not { } wanted || !SizeSweep.IsAsInferred(graph, sizes, wanted)) continue;
                for (int i = 0; i < inputs.Length; i++) context.SetInput(graph.Inputs[i].Name, inputs[i]);
                context.Run(TestContext.Current.CancellationToken);
                for (int i = 0; i < wanted.Length; i++) TensorAssert.Equal(wanted[i], context.Output(i), Rounding, $"{graph.Outputs[i].Name} at {string.Join(' ', sizes)}");
                var left = context.Program!.Steps.FirstOrDefault(s => s.Node.Op is FusedOp && s.Kernel.Spec.Backend == "reference");
                if (left is not null) throw new TestKitException($"{left.Node} is left to the reference");
            }
        }, Seeds / 4);
    }

    // The text of the graph that fails is what a reader needs.
    private static void Each(string family, Action<string, Graph> check, int seeds = Seeds)
    {
        for (int seed = 0; seed < seeds; seed++)
        {
            string text = PatternGraphs.Make(family, seed);
            Graph graph;
            try
            {
                graph = Graph.Parse(text);
            }
            catch (ShapeException)
            {
                // These sizes never fit.
                continue;
            }
            try
            {
                check(text, graph);
            }
            catch (Exception e) when (e is TestKitException or XinException or ArgumentException or InvalidOperationException or NullReferenceException or IndexOutOfRangeException)
            {
                Assert.Fail($"{family} {seed}: {e.Message}\n{text}");
            }
        }
    }
}
