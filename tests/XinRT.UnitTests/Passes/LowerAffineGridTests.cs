using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class LowerAffineGridTests
{
    [Theory]
    [InlineData("2,2,3", "const i64[4](2,3,4,5)", "")]
    [InlineData("1,2,3", "const i64[4](1,1,1,6)", " {align_corners=1}")]
    [InlineData("2,3,4", "const i64[5](2,3,2,4,5)", " {align_corners=1}")]
    public void Is_written_out(string theta, string size, string attributes) =>
        RuleCheck.Applies(new LowerAffineGrid(), $"""
            t = input f32[{theta}]
            y = AffineGrid(t, {size}){attributes}
            """);

    [Fact]
    public void Other_types_are_refused() =>
        RuleCheck.Misses(new LowerAffineGrid(), "float32", """
            t = input f64[2,2,3]
            y = AffineGrid(t, const i64[4](2,3,4,5))
            """);
}
