using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class LowerMeanVarianceNormalizationTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" {axes=[2,3]}")]
    [InlineData(" {axes=[-1]}")]
    public void Is_written_out(string attributes) =>
        RuleCheck.Applies(new LowerMeanVarianceNormalization(), $"""
            x = input f32[2,3,4,5]
            y = MeanVarianceNormalization(x){attributes}
            """).Leaves("ReduceMean", "Sub", "Mul", "ReduceMean", "Sqrt", "Add", "Div");

    [Fact]
    public void Other_types_are_refused() =>
        RuleCheck.Misses(new LowerMeanVarianceNormalization(), "float32", """
            x = input f64[2,3,4,5]
            y = MeanVarianceNormalization(x)
            """);
}
