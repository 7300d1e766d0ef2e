using XinRT.Ir;
using XinRT.Ops;
using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class RewriteVerifierTests
{
    [Fact]
    public void Names_the_rule_and_the_node_that_changed_a_result()
    {
        var graph = Graph.Parse("""
            x = input f32[n,8]
            a = Relu(x)
            b = Neg(a)
            c = Abs(b)
            d = Sigmoid(c)
            y = Neg(d)
            """);
        var context = new PassContext(new PassOptions { Verify = true });

        var error = Assert.Throws<BuildException>(() =>
            new Pipeline(new Rules(new RemoveIdentity(), new DropNegation())).Run(graph, context));

        Assert.Equal("XIN4101", error.Code);
        Assert.Contains("DropNegation", error.Subject, StringComparison.Ordinal);
        Assert.Contains("'y'", error.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public void Lets_right_rules_pass()
    {
        var context = new PassContext(new PassOptions { Verify = true });
        var graph = Graph.Parse("""
            x = input f32[n,8]
            s = Sigmoid(x)
            y = Mul(x, s)
            """);

        Assert.Equal("Swish", Assert.Single(Pipelines.Default.Run(graph, context).Nodes).Op.Info.Name);
    }

    // Right for b, since Abs follows, and wrong for y.
    private sealed class DropNegation : RewriteRule
    {
        public override Pattern Pattern { get; } = P.Op<NegOp>(P.Any("x"));

        public override Value Rewrite(Match match, GraphEditor editor) => match["x"];
    }
}
