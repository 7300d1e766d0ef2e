using XinRT.Ir;
using XinRT.Ops;
using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class RuleDriverTests
{
    [Fact]
    public void Takes_time_in_proportion_to_long_chains()
    {
        var graph = new Graph("chain");
        var value = graph.AddInput(new Value("x", new TensorType(DType.F32, Shape.Of([4L]))));
        var parsed = Graph.Parse("x = input f32[4]\na = Identity(x)\ny = Neg(a)").Nodes;
        for (int i = 0; i < 20_000; i++)
        {
            var next = new Value($"v{i}", value.Type);
            graph.Add(new Node(next.Name, parsed[i % 2].Op, [value], [next]));
            value = next;
        }
        graph.AddOutput(value);
        var time = System.Diagnostics.Stopwatch.StartNew();

        var result = new RemoveIdentity().ApplyTo(graph);

        Assert.Equal(10_000, result.Nodes.Count);
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(10), $"it took {time.Elapsed}");
    }

    [Fact]
    public void Merges_the_origins_of_all_nodes_it_replaces()
    {
        var graph = Graph.Parse("""
            x = input f32[2]
            s = Sigmoid(x)
            y = Mul(x, s)
            """);

        var node = Assert.Single(new FuseSilu().ApplyTo(graph).Nodes);

        Assert.Equal(["s", "y"], node.Origins);
        Assert.Equal("y", node.Name);
        Assert.Equal("y", node.Outputs[0]!.Name);
    }

    [Fact]
    public void Skips_rules_that_are_switched_off()
    {
        var context = new PassContext(new PassOptions { Disabled = new HashSet<string> { "FuseSilu" } });
        var graph = Graph.Parse("""
            x = input f32[2]
            s = Sigmoid(x)
            y = Mul(x, s)
            """);

        Assert.Equal(2, new FuseSilu().ApplyTo(graph, context).Nodes.Count);
    }

    [Fact]
    public void Stops_rules_that_undo_each_other()
    {
        var context = new PassContext();
        var graph = Graph.Parse("""
            x = input f32[2]
            y = Neg(x)
            """);

        new Rules(new Turn<NegOp>(new AbsOp()), new Turn<AbsOp>(new NegOp())).ApplyTo(graph, context);

        Assert.InRange(context.Log.ChangeCount, 1, 1000);
    }

    [Fact]
    public void Changes_bodies_too()
    {
        var graph = Graph.Parse("""
            c = input bool[]
            x = input f32[2]
            y = If(c, x) body {
                k = capture f32[2]
                s = Sigmoid(k)
                m = Mul(k, s)
                output m
            } body {
                k = capture f32[2]
                r = Relu(k)
                output r
            }
            """);

        var result = new FuseSilu().ApplyTo(graph);

        Assert.Equal("Swish", Assert.Single(result.Nodes[0].Bodies[0].Nodes).Op.Info.Name);
    }

    [Fact]
    public void A_replacement_whose_shapes_contradict_each_other_is_not_made()
    {
        var context = new PassContext();
        var graph = Graph.Parse("""
            x = input f32[2,3]
            y = Identity(x)
            """);

        var result = new Split().ApplyTo(graph, context);

        Assert.Equal("Identity", Assert.Single(result.Nodes).Op.Info.Name);
        Assert.Single(result.Inputs[0].Users);
        Assert.Contains(context.Log.Missed, e => e.Reason!.Contains("contradict", StringComparison.Ordinal));
    }

    private sealed class Split : RewriteRule
    {
        public override Pattern Pattern { get; } = P.Op<IdentityOp>(P.Any("x"));

        public override Value Rewrite(Match match, GraphEditor editor) =>
            editor.Add(new ReshapeOp(), editor.Add(new NegOp(), match["x"]), editor.Integers(7));
    }

    private sealed class Turn<T>(Operator into) : RewriteRule where T : Operator
    {
        public override Pattern Pattern { get; } = P.Op<T>(P.Any("x"));

        public override Value Rewrite(Match match, GraphEditor editor) => editor.Add(into, match["x"]);
    }
}
