using System.Text;
using XinRT.Backends;
using XinRT.Backends.Cpu;
using XinRT.Backends.Reference;
using XinRT.Compiler;
using XinRT.Ir;
using XinRT.Ops;
using XinRT.Passes;
using XinRT.Reference;
using XinRT.TestKit;
using XinRT.TestKit.Rewrites;

namespace XinRT.UnitTests.Passes;

/// <summary>Reshape with a target that the model computes from sizes, so that a 0 in it may come up in a run only.</summary>
public sealed class ComputedReshapeTests
{
    [Fact]
    public void Every_step_gives_the_sizes_that_ONNX_defines()
    {
        int defined = 0, empty = 0;
        Each(1500, (graph, text) =>
        {
            var optimized = Pipelines.Default.Run(graph);
            foreach (var sizes in SizeSweep.Of(graph))
            {
                var inputs = SizeSweep.Inputs(graph, sizes);
                string at = $"at {string.Join(' ', sizes)}\n{text}{optimized}";
                if (Expected(graph, inputs) is not { } wanted)
                {
                    // With a size of 0 some runs mean something to us that ONNX does not define.
                    if (((Tensor)inputs[0]).Count > 0) Assert.True(SizeSweep.TryRun(optimized, inputs) is null, $"ran {at}");
                    continue;
                }
                defined++;
                if (wanted.Contains(0)) empty++;
                if (sizes.Values.Count(s => s == 0) <= 1) MustAgree(graph, sizes, inputs, at);
                Assert.True(wanted.SequenceEqual(Dims(SizeSweep.TryRun(graph, inputs))), $"reference {at}");
                if (sizes.Values.Count(s => s == 0) <= 1) Assert.True(wanted.SequenceEqual(Dims(SizeSweep.TryRun(optimized, inputs))), $"optimized {at}");
            }
        });
        Assert.True(defined > 2000 && empty > 200, $"{defined} runs, {empty} of them with empty tensors");
    }

    [Fact]
    public void An_engine_gives_the_sizes_that_ONNX_defines()
    {
        Assert.SkipWhen(new CpuBackend().Probe().Count == 0, "no generated kernels on this processor");
        var backends = new BackendRegistry().Add(new CpuBackend()).Add(new ReferenceBackend());
        var options = new EngineOptions { Threads = 1 };
        Each(150, (graph, text) =>
        {
            using var engine = new Engine(EngineCompiler.Compile(Pipelines.Default.Run(graph), backends, [], [], options).Plan, backends, options);
            using var context = engine.CreateContext();
            foreach (var sizes in SizeSweep.Of(graph).Where(s => s.Values.Count(v => v == 0) <= 1))
            {
                var inputs = SizeSweep.Inputs(graph, sizes);
                if (Expected(graph, inputs) is not { } wanted) continue;
                context.SetInput("x", inputs[0]);
                context.Run(TestContext.Current.CancellationToken);
                Assert.True(wanted.SequenceEqual(((Tensor)context.Output(graph.Outputs.Count - 1)).Dims), $"at {string.Join(' ', sizes)}\n{text}");
            }
        });
    }

    [Theory]
    [InlineData("x = input f32[4,n]", "1", "-1", "4,0")]
    [InlineData("x = input f32[n,4]", "0", "-1", "0,4")]
    public void A_computed_0_keeps_the_size_of_the_input(string input, string axis, string rest, string dims)
    {
        var graph = Graph.Parse($"{input}\ns = Shape(x)\nn = Gather(s, const i64[1]({axis}))\nt = Concat(n, const i64[1]({rest})) {{axis=0}}\ny = Reshape(x, t)\n");
        var inputs = SizeSweep.Inputs(graph, new Dictionary<string, long> { ["n"] = 0 });

        Assert.Equal(dims, string.Join(',', Dims(SizeSweep.TryRun(graph, inputs))!));
        Assert.Equal(dims, string.Join(',', Dims(SizeSweep.TryRun(Pipelines.Default.Run(graph), inputs))!));
    }

    [Fact]
    public void A_computed_0_keeps_the_size_of_an_empty_input()
    {
        var graph = Graph.Parse("""
            x = input f32[0,1,n]
            s = Shape(x)
            n = Gather(s, const i64[1](2))
            t = Concat(const i64[1](0), n, const i64[1](3)) {axis=0}
            y = Reshape(x, t)
            """);
        foreach (long n in new[] { 0L, 2 })
        {
            var sizes = new Dictionary<string, long> { ["n"] = n };
            var inputs = SizeSweep.Inputs(graph, sizes);
            string dims = n == 0 ? "0,1,3" : "0,2,3";
            MustAgree(graph, sizes, inputs, "");
            Assert.Equal(dims, string.Join(',', Dims(SizeSweep.TryRun(graph, inputs))!));
            Assert.Equal(dims, string.Join(',', Dims(SizeSweep.TryRun(Pipelines.Default.Run(graph), inputs))!));
        }
    }

    [Fact]
    public void A_target_that_may_hold_another_number_of_elements_is_left_to_the_run() =>
        RuleCheck.Misses(new FoldReshapeTarget(), "several sizes", """
            x = input f32[n,4]
            i = input f32[m]
            s = Shape(i)
            t = Concat(s, const i64[1](4)) {axis=0}
            y = Reshape(x, t)
            """);

    private static long[]? Dims(Datum[]? results) => results is null ? null : ((Tensor)results[^1]).Dims.ToArray();

    private static void MustAgree(Graph graph, Dictionary<string, long> sizes, Datum[] inputs, string at)
    {
        try
        {
            new ReferenceExecutor { Threads = 1, Observe = new TypeAgreement(graph, sizes).Observe }.Run(graph, inputs);
        }
        catch (TestKitException e)
        {
            throw new TestKitException($"{e.Message} {at}");
        }
    }

    // Sizes as the ONNX operator has them, or null where it has none.
    private static long[]? Expected(Graph graph, Datum[] inputs)
    {
        long[] x = ((Tensor)inputs[0]).Dims.ToArray(), target = [];
        var executor = new ReferenceExecutor { Threads = 1, Observe = (n, o) => target = n.Op is ConcatOp ? ((Tensor)o[0]!).ToInt64s() : target };
        try
        {
            executor.Run(graph, inputs);
        }
        catch (InferenceException)
        {
            // The target is there already.
        }
        bool zeroIsSize = ((ReshapeOp)graph.Nodes[^1].Op).Allowzero;
        for (int i = 0; i < target.Length; i++)
        {
            if (target[i] != 0 || zeroIsSize) continue;
            if (i >= x.Length) return null;
            target[i] = x[i];
        }
        long count = x.Aggregate(1L, (a, b) => a * b), known = target.Where(t => t != -1).Aggregate(1L, (a, b) => a * b);
        int free = Array.IndexOf(target, -1);
        if (free < 0) return known == count ? target : null;
        if (known == 0 || count % known != 0) return null;
        target[free] = count / known;
        return target;
    }

    private static void Each(int seeds, Action<Graph, string> check)
    {
        for (int seed = 0; seed < seeds; seed++)
        {
            string text = Make(new Random(seed));
            Graph graph;
            try
            {
                graph = Graph.Parse(text);
            }
            catch (ShapeException)
            {
                continue;
            }
            check(graph, text);
        }
    }

    // A target of sizes, numbers and products of two of them, with or without a -1.
    private static string Make(Random random)
    {
        int rank = random.Next(1, 4), length = random.Next(1, 4), free = random.Next(2) == 0 ? random.Next(length) : -1;
        string[] parts = new string[length];
        var text = new StringBuilder($"x = input f32[{string.Join(',', Enumerable.Range(0, rank).Select(_ => Pick("n", "m", "2", "4", "1", "0")))}]\ns = Shape(x)\n");
        for (int i = 0; i < rank; i++) text.Append($"d{i} = Gather(s, const i64[1]({i}))\n");
        for (int i = 0; i < length; i++)
        {
            parts[i] = i == free ? "const i64[1](-1)" : Factor();
            if (i == free || random.Next(4) > 0) continue;
            text.Append($"p{i} = Mul({parts[i]}, {Factor()})\n");
            parts[i] = $"p{i}";
        }
        return text.Append($"t = Concat({string.Join(", ", parts)}) {{axis=0}}\ny = Reshape(x, t) {{allowzero={random.Next(2)}}}\n").ToString();

        string Factor() => random.Next(3) == 0 ? $"const i64[1]({Pick("0", "1", "2", "4")})" : $"d{random.Next(rank)}";

        string Pick(params ReadOnlySpan<string> of) => of[random.Next(of.Length)];
    }
}
