using XinRT.Ir;
using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class InlineConstantBranchesTests
{
    [Theory]
    [InlineData("1", "Neg")]
    [InlineData("0", "Relu")]
    public void Takes_the_branch_that_runs(string condition, string left)
    {
        var graph = Graph.Parse($$"""
            x = input f32[2]
            a = Abs(x)
            y = If(const bool[]({{condition}}), a) body {
                k = capture f32[2]
                n = Neg(k)
                output n
            } body {
                k = capture f32[2]
                r = Relu(k)
                output r
            }
            """);

        var result = new InlineConstantBranches().ApplyTo(graph);

        Assert.Equal(["Abs", left], result.Nodes.Select(n => n.Op.Info.Name));
        RuleCheck.MustAgree(graph, result);
    }

    [Fact]
    public void Copies_an_input_that_a_branch_returns_as_an_output()
    {
        var graph = Graph.Parse("""
            x = input f32[2]
            y = If(const bool[](1), x) body {
                k = capture f32[2]
                output k
            } body {
                k = capture f32[2]
                r = Relu(k)
                output r
            }
            """);

        var result = new InlineConstantBranches().ApplyTo(graph);

        Assert.Equal(["Identity"], result.Nodes.Select(n => n.Op.Info.Name));
        RuleCheck.MustAgree(graph, result);
    }
}
