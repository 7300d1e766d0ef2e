using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FoldReshapedAddTests
{
    [Fact]
    public void Adds_the_mask_of_a_window_before_the_split() =>
        RuleCheck.Applies(new FoldReshapedAdd(), """
            x = input f32[4,3,5,5]
            a = Reshape(x, const i64[5](1,4,3,5,5))
            b = Add(a, const f32[1,4,1,5,5])
            y = Reshape(b, const i64[4](-1,3,5,5))
            """).Leaves("Add");

    [Fact]
    public void Needs_a_constant_for_all_of_a_joined_axis() =>
        RuleCheck.Misses(new FoldReshapedAdd(), "the constant varies along a part of a joined axis", """
            x = input f32[8,3,5,5]
            a = Reshape(x, const i64[5](2,4,3,5,5))
            b = Add(a, const f32[1,4,1,5,5])
            y = Reshape(b, const i64[4](-1,3,5,5))
            """);
}
