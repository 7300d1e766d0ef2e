using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FuseHardSwishTests
{
    [Fact]
    public void Finds_the_product_with_a_hard_sigmoid() =>
        RuleCheck.Applies(new FuseHardSwish(), """
            x = input f32[2,8]
            h = HardSigmoid(x) {alpha=0.16666667}
            y = Mul(x, h)
            """).Leaves("HardSwish");

    [Fact]
    public void Finds_the_form_with_a_clip() =>
        RuleCheck.Applies(new FuseHardSwish(), """
            x = input f32[2,8]
            a = Add(x, const f32[](3))
            c = Clip(a, const f32[](0), const f32[](6))
            m = Mul(x, c)
            y = Div(m, const f32[](6))
            """).Leaves("HardSwish");

    [Fact]
    public void Keeps_a_gate_that_is_read_twice() =>
        RuleCheck.Misses(new FuseHardSwish(), "'h' is also read by Relu 'z'", """
            x = input f32[2,8]
            h = HardSigmoid(x) {alpha=0.16666667}
            y = Mul(x, h)
            z = Relu(h)
            """);
}
