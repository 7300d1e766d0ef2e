using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.UnitTests.Ir;

public sealed class GraphTests
{
    private const string Text = """
        x = input f32[n,6]
        c = input bool[]
        y = If(c, x) body {
            a = capture f32[n,6]
            b = Reshape(a, const i64[2](-1,3))
        } body {
            a = capture f32[n,6]
            output a
        }
        z = Identity(y)
        """;

    [Fact]
    public void A_clone_prints_the_same_and_changes_alone()
    {
        var graph = Graph.Parse(Text);
        string before = graph.ToString();

        var clone = graph.Clone();
        Assert.Equal(before, clone.ToString());
        clone.ReplaceUses(clone.Nodes[0].Outputs[0]!, clone.Inputs[0]);
        clone.Nodes[0].Bodies[0].RemoveAll(_ => true);

        Assert.Equal(before, graph.ToString());
        Assert.Empty(graph.Values.Intersect(clone.Values));
    }

    [Fact]
    public void Names_made_in_a_clone_differ_from_those_made_before()
    {
        var graph = Graph.Parse(Text);
        string first = graph.UniqueName("v");

        Assert.NotEqual(first, graph.Clone().UniqueName("v"));
    }

    [Fact]
    public void A_shared_constant_stays_one_value_in_a_clone()
    {
        var graph = new Graph("g");
        var c = new Value("c", Tensor.From<long>([1]));
        graph.Add(new Node("y", new ReshapeOp(), [c, c], [new Value("y")]));

        var node = graph.Clone().Nodes[0];

        Assert.Same(node.Inputs[0], node.Inputs[1]);
        Assert.Same(c.Constant, node.Inputs[0]!.Constant);
    }

    [Fact]
    public void Replacing_a_value_reaches_readers_and_outputs()
    {
        var graph = Graph.Parse("x = input f32[2]\na = Identity(x)\nb = Identity(a)\noutput a\noutput b");
        var a = graph.Nodes[0].Outputs[0]!;

        graph.ReplaceUses(a, graph.Inputs[0]);

        Assert.Empty(a.Users);
        Assert.Equal([graph.Inputs[0], graph.Nodes[1].Outputs[0]!], graph.Outputs);
        Assert.Equal(2, graph.Inputs[0].Users.Count);
    }

    [Fact]
    public void Removed_nodes_no_longer_read_their_inputs()
    {
        var graph = Graph.Parse("x = input f32[2]\na = Identity(x)\nb = Identity(x)\noutput b");

        graph.RemoveAll(n => n.Name == "a");

        Assert.Equal([graph.Nodes[0]], graph.Inputs[0].Users);
    }

    [Fact]
    public void Nodes_can_be_put_before_another()
    {
        var graph = Graph.Parse("x = input f32[2]\ny = Identity(x)");
        var extra = new Node("e", new IdentityOp(), [graph.Inputs[0]], [new Value("e")]);

        graph.InsertBefore(graph.Nodes[0], [extra]);

        Assert.Equal(["e", "y"], graph.Nodes.Select(n => n.Name));
    }
}
