using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FuseGlobalAveragePoolTests
{
    [Fact]
    public void Finds_the_mean_over_height_and_width() =>
        RuleCheck.Applies(new FuseGlobalAveragePool(), """
            x = input f32[n,4,3,3]
            y = ReduceMean(x, const i64[2](-1,-2))
            """).Leaves("GlobalAveragePool");

    [Fact]
    public void Drops_the_axes() =>
        RuleCheck.Applies(new FuseGlobalAveragePool(), """
            x = input f32[n,4,3,3]
            y = ReduceMean(x, const i64[2](2,3)) {keepdims=0}
            """).Leaves("GlobalAveragePool", "Reshape");

    [Fact]
    public void Leaves_other_axes_alone() =>
        RuleCheck.Ignores(new FuseGlobalAveragePool(), """
            x = input f32[n,4,3,3]
            y = ReduceMean(x, const i64[2](1,2))
            """);
}
