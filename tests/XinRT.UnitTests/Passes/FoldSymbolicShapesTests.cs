using XinRT.Ir;
using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FoldSymbolicShapesTests
{
    [Fact]
    public void Makes_known_sizes_constant()
    {
        var graph = Graph.Parse("""
            x = input f32[n,8]
            s = Shape(x)
            g = Gather(s, const i64[](1))
            y = Mul(g, g)
            """);

        var result = new FoldSymbolicShapes().ApplyTo(graph);

        Assert.Contains("output const i64[](64)", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Lets_one_value_serve_for_equal_sizes()
    {
        var graph = Graph.Parse("""
            x = input f32[n,8]
            r = Relu(x)
            a = Shape(x)
            b = Shape(r)
            y = Add(a, b)
            """);

        var result = new FoldSymbolicShapes().ApplyTo(graph);

        Assert.Contains("= Add(a, a)", result.ToString(), StringComparison.Ordinal);
        RuleCheck.MustAgree(graph, result);
    }
}
