using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FuseSoftplusTests
{
    [Fact]
    public void Finds_it() =>
        RuleCheck.Applies(new FuseSoftplus(), """
            x = input f32[2,8]
            e = Exp(x)
            a = Add(const f32[](1), e)
            y = Log(a)
            """).Leaves("Softplus");

    [Fact]
    public void Keeps_another_constant() =>
        RuleCheck.Misses(new FuseSoftplus(), "an operand must be the constant 1", """
            x = input f32[2,8]
            e = Exp(x)
            a = Add(e, const f32[](2))
            y = Log(a)
            """);
}
