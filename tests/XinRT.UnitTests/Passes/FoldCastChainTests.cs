using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FoldCastChainTests
{
    [Fact]
    public void Skips_an_inner_type_that_holds_every_value() =>
        RuleCheck.Applies(new FoldCastChain(), """
            x = input u8[4]
            a = Cast(x) {to=7}
            y = Cast(a) {to=1}
            """).Leaves("Cast");

    [Fact]
    public void Removes_a_round_trip_through_a_wider_type() =>
        RuleCheck.Applies(new FoldCastChain(), """
            x = input f32[4]
            a = Cast(x) {to=11}
            b = Cast(a) {to=1}
            y = Relu(b)
            """).Leaves("Relu");

    [Fact]
    public void Keeps_an_inner_type_that_rounds() =>
        RuleCheck.Misses(new FoldCastChain(), "f16 does not hold every f32", """
            x = input f32[4]
            a = Cast(x) {to=10}
            y = Cast(a) {to=1}
            """);
}
