using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class MoveSliceIntoConcatTests
{
    [Fact]
    public void Rolls_along_two_axes_at_once() =>
        RuleCheck.Applies(new MoveSliceIntoConcat(), """
            x = input f32[1,4,5,2]
            y = input f32[1,3,5,2]
            a = Concat(x, y) {axis=1}
            b = Slice(a, const i64[1](0), const i64[1](2), const i64[1](2))
            c = Slice(a, const i64[1](2), const i64[1](5), const i64[1](-2))
            d = Concat(c, b) {axis=2}
            """).Leaves("Slice", "Slice", "Concat", "Slice", "Slice", "Concat", "Concat");

    [Fact]
    public void Keeps_cuts_of_the_joined_axis() =>
        RuleCheck.Misses(new MoveSliceIntoConcat(), "it cuts the axis of the concatenation", """
            x = input f32[1,4,5,2]
            y = input f32[1,3,5,2]
            a = Concat(x, y) {axis=-3}
            b = Slice(a, const i64[2](0,0), const i64[2](1,2))
            """);

    [Fact]
    public void Keeps_a_whole_that_is_read() =>
        RuleCheck.Misses(new MoveSliceIntoConcat(), "'a' is not only sliced", """
            x = input f32[1,4,5,2]
            y = input f32[1,3,5,2]
            a = Concat(x, y) {axis=1}
            b = Slice(a, const i64[1](0), const i64[1](2), const i64[1](2))
            z = Relu(a)
            """);
}
