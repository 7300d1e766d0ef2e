using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FuseSiluTests
{
    [Fact]
    public void Finds_silu() =>
        RuleCheck.Applies(new FuseSilu(), """
            x = input f32[2,8]
            s = Sigmoid(x)
            y = Mul(s, x)
            """).Leaves("Swish");

    [Fact]
    public void Finds_the_quick_gelu() =>
        RuleCheck.Applies(new FuseSilu(), """
            x = input f32[2,8]
            m = Mul(x, const f32[](1.702))
            s = Sigmoid(m)
            y = Mul(x, s)
            """).Leaves("Swish");

    [Fact]
    public void Keeps_a_gate_that_is_read_twice() =>
        RuleCheck.Misses(new FuseSilu(), "'s' is also read by Relu 'z'", """
            x = input f32[2,8]
            s = Sigmoid(x)
            y = Mul(x, s)
            z = Relu(s)
            """);
}
