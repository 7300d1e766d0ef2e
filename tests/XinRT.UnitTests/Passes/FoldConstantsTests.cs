using XinRT.Ir;
using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FoldConstantsTests
{
    [Fact]
    public void Computes_what_depends_on_nothing()
    {
        var graph = Graph.Parse("""
            x = input f32[2]
            a = Add(const f32[2](1,2), const f32[2](3,4))
            b = Mul(a, a)
            y = Add(x, b)
            """);

        var result = new FoldConstants().ApplyTo(graph);

        Assert.Contains("y: f32[2] = Add(x, const f32[2](16,36))", result.ToString(), StringComparison.Ordinal);
        RuleCheck.MustAgree(graph, result);
    }

    [Fact]
    public void Leaves_what_would_grow_beyond_the_limit()
    {
        var context = new PassContext(new PassOptions { FoldLimit = 1024 });
        var graph = Graph.Parse("""
            x = input f32[1000]
            e = Expand(const f32[1](1), const i64[1](1000))
            y = Add(x, e)
            """);

        Assert.Equal(2, new FoldConstants().ApplyTo(graph, context).Nodes.Count);
        Assert.Contains("more than the limit", Assert.Single(context.Log.Missed).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Leaves_random_numbers_and_dequantized_weights()
    {
        var graph = Graph.Parse("""
            r = RandomUniform() {shape=[2]}
            d = DequantizeLinear(const i8[2](1,2), const f32[](0.5))
            y = Add(r, d)
            """);

        Assert.Equal(3, new FoldConstants().ApplyTo(graph).Nodes.Count);
    }

    [Fact]
    public void Brings_constants_into_bodies()
    {
        var graph = Graph.Parse("""
            c = input bool[]
            y = If(c, const f32[2](1,2)) body {
                k = capture f32[2]
                a = Add(k, k)
                output a
            } body {
                k = capture f32[2]
                b = Mul(k, k)
                output b
            }
            """);

        var result = new FoldConstants().ApplyTo(graph);

        Assert.All(result.Nodes[0].Bodies, body => Assert.Empty(body.Nodes));
        RuleCheck.MustAgree(graph, result);
    }
}
