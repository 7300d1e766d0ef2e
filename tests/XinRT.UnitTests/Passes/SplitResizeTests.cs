using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class SplitResizeTests
{
    [Theory]
    [InlineData("1,2,3,4,5", "const f32[5](1,1,2,3,1.5)", 2)]
    [InlineData("6,5", "const f32[2](0.5,2)", 2)]
    [InlineData("3,4,5", "const f32[3](2,0.7,1.5)", 2)]
    [InlineData("2,3,4,5", "const f32[4](2,2,2,2)", 2)]
    public void Goes_axis_by_axis(string shape, string scales, int parts)
    {
        foreach (string attributes in (string[])["mode=\"linear\"", "mode=\"cubic\", antialias=1, exclude_outside=1", "mode=\"nearest\""])
            RuleCheck.Applies(new SplitResize(), $"""
                x = input f32[{shape}]
                y = Resize(x, _, {scales}) {"{"}{attributes}{"}"}
                """).Leaves([.. Enumerable.Repeat("Resize", parts)]);
    }

    [Fact]
    public void Sizes_are_divided() =>
        RuleCheck.Applies(new SplitResize(), """
            x = input f32[1,2,3,4,5]
            y = Resize(x, _, _, const i64[3](6,3,9)) {axes=[2,-2,4], mode="linear"}
            """).Leaves("Resize", "Resize");

    [Theory]
    [InlineData("1,2,4,5", "const f32[4](1,1,2,2)", "", "others stay")]
    [InlineData("4,5", "const f32[2](2,2)", " {coordinate_transformation_mode=\"tf_half_pixel_for_nn\"}", "same size")]
    public void Others_are_refused(string shape, string scales, string attributes, string reason) =>
        RuleCheck.Misses(new SplitResize(), reason, $"""
            x = input f32[{shape}]
            y = Resize(x, _, {scales}){attributes}
            """);
}
