using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FuseMishTests
{
    [Fact]
    public void Finds_it() =>
        RuleCheck.Applies(new FuseMish(), """
            x = input f32[2,8]
            s = Softplus(x)
            t = Tanh(s)
            y = Mul(x, t)
            """).Leaves("Mish");

    [Fact]
    public void Keeps_it_when_a_part_is_an_output() =>
        RuleCheck.Misses(new FuseMish(), "'s' is an output of the graph", """
            x = input f32[2,8]
            s = Softplus(x)
            t = Tanh(s)
            y = Mul(x, t)
            output s
            output y
            """);
}
