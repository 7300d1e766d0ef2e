using CsCheck;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.UnitTests.Ir;

public sealed class TopologicalOrderTests
{
    [Fact]
    public void Producers_come_first_whatever_the_order_was() => Gen.Int[1, 30].SelectMany(count =>
        Gen.Select(Gen.Int[0, 1_000_000].Array[count], Gen.Shuffle(Enumerable.Range(0, count).ToArray()))).Sample((sources, order) =>
        {
            var graph = new Graph("g");
            var values = new List<Value> { graph.AddInput(new Value("x")) };
            var nodes = new List<Node>();
            for (int i = 0; i < sources.Length; i++)
            {
                var output = new Value($"v{i}");
                nodes.Add(new Node($"n{i}", new IdentityOp(), [values[sources[i] % values.Count]], [output]));
                values.Add(output);
            }
            foreach (int i in order) graph.Add(nodes[i]);

            graph.Sort();

            var seen = new HashSet<Value> { values[0] };
            foreach (var node in graph.Nodes)
            {
                Assert.All(node.Inputs, v => Assert.Contains(v!, seen));
                seen.Add(node.Outputs[0]!);
            }
            Assert.Equal(nodes.Count, graph.Nodes.Count);
        }, iter: 500);

    [Fact]
    public void A_valid_order_is_kept()
    {
        var graph = Graph.Parse("x = input f32[2]\nb = Identity(x)\na = Identity(x)\nc = Reshape(a, const i64[1](2))\nd = Identity(b)");
        string before = graph.ToString();

        graph.Sort();

        Assert.Equal(before, graph.ToString());
    }

    [Fact]
    public void A_value_read_twice_by_one_node_counts_twice()
    {
        var graph = new Graph("g");
        var s = new Value("s");
        var y = new Value("y");
        graph.Add(new Node("y", new ReshapeOp(), [s, s], [y]));
        graph.Add(new Node("s", new IdentityOp(), [new Value("c", Tensor.From<long>([1]))], [s]));

        graph.Sort();

        Assert.Equal(["s", "y"], graph.Nodes.Select(n => n.Name));
    }

    [Fact]
    public void A_cycle_is_an_error_that_names_a_node()
    {
        var graph = new Graph("g");
        Value a = new("a"), b = new("b");
        graph.Add(new Node("first", new IdentityOp(), [b], [a]));
        graph.Add(new Node("second", new IdentityOp(), [a], [b]));

        var error = Assert.Throws<ModelException>(graph.Sort);

        Assert.Equal("XIN1005", error.Code);
        Assert.Contains("Identity 'first'", error.Message, StringComparison.Ordinal);
    }
}
