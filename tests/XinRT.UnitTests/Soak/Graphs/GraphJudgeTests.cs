using XinRT.Ir;
using XinRT.Passes;
using XinRT.Soak.Graphs;
using XinRT.TestKit.Faults;

namespace XinRT.UnitTests.Soak.Graphs;

/// <summary>Faults that are planted must be found, and rounding must not be taken for one.</summary>
public sealed class GraphJudgeTests
{
    private static readonly GraphCase Case = GraphCase.Parse("""
        x = input f32[n,8]
        h = MatMul(x, const f32[8,16])
        b = Add(h, const f32[16])
        e = Exp(b)
        s = Softmax(e) {axis=-1}
        y = MatMul(s, const f32[16,30])
        output y
        """, ["n=3", "n=1", "n=7"]);

    [Fact]
    public void A_right_network_has_no_fault() =>
        Assert.Null(new GraphJudge().Judge(Case, TestContext.Current.CancellationToken));

    [Fact]
    public void A_scan_without_iterations_gives_slices_of_the_stated_sizes() => GraphCase.Parse("""
        x = input f32[n,3,h]
        y = Scan(x) {num_scan_inputs=1} body {
            s = input f32[3,h]
            r = Relu(s)
            output r
        }
        output y
        """, ["n=0 h=4", "n=2 h=4"]).MustHold(TestContext.Current.CancellationToken);

    [Fact]
    public void A_rule_that_changes_numbers_a_little_is_found()
    {
        var fault = new GraphJudge(new ScaledWeights()).Judge(Case, TestContext.Current.CancellationToken);

        Assert.Equal((GraphStage.Rewrite, true),
            (fault?.Stage, fault?.Kind.StartsWith("other numbers", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_rule_that_refuses_a_size_is_found() =>
        Assert.Equal("XIN4101", new GraphJudge(new Refusing()).Judge(Case,
            TestContext.Current.CancellationToken)?.Kind.Split(' ')[0]);

    [Fact]
    public void A_kernel_that_leaves_an_element_out_is_found()
    {
        var fault = new GraphJudge(new KernelIsWrong()).Judge(Case, TestContext.Current.CancellationToken);

        Assert.Equal("Engine: other numbers at Softmax", $"{fault?.Stage}: {fault?.Kind}");
    }

    [Fact]
    public void A_reduced_case_is_still_a_graph()
    {
        var graph = GraphCase.Make(5).Graph;
        foreach (var edit in GraphEdits.All(graph).Take(200))
            if (GraphEdits.Apply(edit, graph) is { } smaller) GraphVerifier.Check(Graph.Parse(GraphText.Print(smaller)));
    }

    // All weights become larger by 2⁻¹²: far less than anybody would see, far more than rounding.
    private sealed class ScaledWeights : Fault
    {
        public override string Summary => "weights are scaled";

        public override Pipeline Pipeline(Pipeline pipeline) => new([.. pipeline.Passes, new Scale()]);

        private sealed class Scale : Pass
        {
            public override bool Run(Graph graph, PassContext context)
            {
                foreach (var value in graph.Values.ToList())
                    if (value.Constant is { DType: DType.F32, Count: > 100 } c)
                        value.Constant = Tensor.FromDoubles(DType.F32,
                        [.. c.ToDoubles().Select(x => x * (1 + 1.0 / (1 << 12)))], c.Dims);
                return true;
            }
        }
    }

    private sealed class Refusing : Fault
    {
        public override string Summary => "a pass refuses what it should take";

        public override Pipeline Pipeline(Pipeline pipeline) => new([.. pipeline.Passes, new Refusal()]);

        private sealed class Refusal : Pass
        {
            public override bool Run(Graph graph, PassContext context) => throw new BuildException("XIN4101", "a pass",
                "it does not like the graph");
        }
    }
}
