using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class LowerLpNormalizationTests
{
    [Theory]
    [InlineData("axis=1, p=2", "ReduceL2")]
    [InlineData("axis=0, p=1", "ReduceL1")]
    [InlineData("axis=-1", "ReduceL2")]
    public void Is_a_division_by_the_norm(string attributes, string norm) =>
        RuleCheck.Applies(new LowerLpNormalization(), $$"""
            x = input f32[3,4]
            y = LpNormalization(x) {{{attributes}}}
            """).Leaves(norm, "Equal", "Where", "Div");

    [Fact]
    public void Zeros_stay() =>
        RuleCheck.Applies(new LowerLpNormalization(), """
            x = input f32[3,4]
            z = Mul(x, const f32[1](0))
            y = LpNormalization(z)
            """);

    [Fact]
    public void Other_types_are_refused() =>
        RuleCheck.Misses(new LowerLpNormalization(), "float32", """
            x = input f64[2,3]
            y = LpNormalization(x)
            """);
}
