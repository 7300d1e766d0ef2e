using XinRT.Ir;
using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class MergeCommonSubexpressionsTests
{
    [Fact]
    public void Computes_equal_nodes_once()
    {
        var graph = Graph.Parse("""
            x = input f32[2]
            a = Mul(x, const f32[](2))
            b = Mul(x, const f32[](2))
            c = Relu(a)
            d = Relu(b)
            y = Add(c, d)
            """);

        var result = new MergeCommonSubexpressions().ApplyTo(graph);

        Assert.Equal(["Mul", "Relu", "Add"], result.Nodes.Select(n => n.Op.Info.Name));
        RuleCheck.MustAgree(graph, result);
    }

    [Fact]
    public void Keeps_two_outputs_apart()
    {
        var graph = Graph.Parse("""
            x = input f32[2]
            y = Relu(x)
            z = Relu(x)
            """);

        Assert.Equal(2, new MergeCommonSubexpressions().ApplyTo(graph).Nodes.Count);
    }

    [Fact]
    public void Lets_the_first_node_take_the_name_of_an_output()
    {
        var graph = Graph.Parse("""
            x = input f32[2]
            a = Relu(x)
            y = Relu(x)
            z = Neg(a)
            """);

        var result = new MergeCommonSubexpressions().ApplyTo(graph);

        Assert.Equal(["Relu", "Neg"], result.Nodes.Select(n => n.Op.Info.Name));
        RuleCheck.MustAgree(graph, result);
    }
}
