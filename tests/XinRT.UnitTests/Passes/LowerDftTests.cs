using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class LowerDftTests
{
    [Theory]
    [InlineData("3,8,1", "")]
    [InlineData("3,8,2", "")]
    [InlineData("3,7,1", " {onesided=1}")]
    [InlineData("2,3,6,2", " {inverse=1}")]
    [InlineData("3,5,2", " {inverse=1, onesided=1}")]
    public void Is_a_product_with_the_transforms_of_the_unit_vectors(string dims, string attributes) =>
        RuleCheck.Applies(new LowerDft(), $"""
            x = input f32[{dims}]
            y = DFT(x){attributes}
            """).Leaves("DFT", "Reshape", "Reshape", "MatMul", "Reshape");

    [Theory]
    [InlineData(5)]
    [InlineData(12)]
    public void Signals_are_cut_or_filled_up(int length) =>
        RuleCheck.Applies(new LowerDft(), $$"""
            x = input f32[3,8,1]
            y = DFT(x, const i64[]({{length}})) {onesided=1}
            """);

    [Fact]
    public void Long_signals_are_refused() =>
        RuleCheck.Misses(new LowerDft(), "more than 724", """
            x = input f32[1,800,1]
            y = DFT(x)
            """);

    [Fact]
    public void Outer_axes_are_refused() =>
        RuleCheck.Misses(new LowerDft(), "outer axis", """
            x = input f32[4,8,1]
            y = DFT(x, _, const i64[](0))
            """);

    [Fact]
    public void Open_sizes_are_refused() =>
        RuleCheck.Misses(new LowerDft(), "depends on the run", """
            x = input f32[1,n,1]
            y = DFT(x)
            """);
}
