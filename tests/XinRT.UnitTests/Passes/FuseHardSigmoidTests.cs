using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FuseHardSigmoidTests
{
    [Fact]
    public void Finds_it() =>
        RuleCheck.Applies(new FuseHardSigmoid(), """
            x = input f32[2,8]
            a = Add(x, const f32[](3))
            c = Clip(a, const f32[](0), const f32[](6))
            y = Div(c, const f32[](6))
            """).Leaves("HardSigmoid");

    [Fact]
    public void Keeps_another_upper_bound() =>
        RuleCheck.Misses(new FuseHardSigmoid(), "an operand must be the constant 6", """
            x = input f32[2,8]
            a = Add(x, const f32[](3))
            c = Clip(a, const f32[](0), const f32[](5))
            y = Div(c, const f32[](6))
            """);
}
