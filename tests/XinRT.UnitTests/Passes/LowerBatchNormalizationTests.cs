using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class LowerBatchNormalizationTests
{
    [Theory]
    [InlineData("2,3", 3)]
    [InlineData("2,3,7", 3)]
    [InlineData("1,5,4,6", 5)]
    [InlineData("2,1,3,4,5", 1)]
    [InlineData("N,3,H,7", 3)]
    public void Becomes_a_product_and_a_sum(string sizes, int channels)
    {
        string c = $"const f32[{channels}]";
        string variance = string.Join(',', Enumerable.Range(1, channels).Select(i => i * 0.5));
        RuleCheck.Applies(new LowerBatchNormalization(), $"""
            x = input f32[{sizes}]
            y = BatchNormalization(x, {c}, {c}, {c}, {c}({variance}))
            """).Leaves("Mul", "Add");
    }

    [Fact]
    public void Statistics_of_the_batch_stay() =>
        RuleCheck.Misses(new LowerBatchNormalization(), "training", """
            x = input f32[2,3,4,4]
            y = BatchNormalization(x, const f32[3], const f32[3], const f32[3], const f32[3](0.5,1,2)) {training_mode=1}
            """);

    [Fact]
    public void Other_types_stay() =>
        RuleCheck.Misses(new LowerBatchNormalization(), "float32", """
            x = input f16[2,3,4,4]
            y = BatchNormalization(x, const f16[3], const f16[3], const f16[3], const f16[3](0.5,1,2))
            """);
}
