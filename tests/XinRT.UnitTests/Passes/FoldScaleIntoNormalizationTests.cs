using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FoldScaleIntoNormalizationTests
{
    [Fact]
    public void Works_scale_and_bias_into_a_layer_normalization() =>
        RuleCheck.Applies(new FoldScaleIntoNormalization(), """
            x = input f32[n,8]
            a = LayerNormalization(x, const f32[8](1,1,1,1,1,1,1,1))
            m = Mul(const f32[8], a)
            y = Add(m, const f32[1,8])
            """).Leaves("LayerNormalization");

    [Fact]
    public void Works_a_scale_into_an_rms_normalization() =>
        RuleCheck.Applies(new FoldScaleIntoNormalization(), """
            x = input f32[n,8]
            a = RMSNormalization(x, const f32[8])
            y = Mul(a, const f32[8])
            """).Leaves("RMSNormalization");

    [Fact]
    public void Joins_constants_that_broadcast() =>
        RuleCheck.Applies(new FoldScaleIntoNormalization(), """
            x = input f32[n,4,8]
            a = LayerNormalization(x, const f32[4,1], const f32[8]) {axis=-2}
            y = Mul(a, const f32[1,1,8])
            """).Leaves("LayerNormalization");

    [Fact]
    public void Keeps_a_factor_per_row() =>
        RuleCheck.Misses(new FoldScaleIntoNormalization(), "is not one value per normalized element", """
            x = input f32[4,8]
            a = LayerNormalization(x, const f32[8])
            y = Mul(a, const f32[4,1])
            """);
}
