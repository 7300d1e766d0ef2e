using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FoldBatchNormalizationTests
{
    [Fact]
    public void Works_it_into_a_convolution() =>
        RuleCheck.Applies(new FoldBatchNormalization(), """
            x = input f32[2,3,5,5]
            c = Conv(x, const f32[4,3,3,3], const f32[4])
            y = BatchNormalization(c, const f32[4], const f32[4], const f32[4], const f32[4](0.5,1,2,3))
            """).Leaves("Conv");

    [Fact]
    public void Works_it_into_a_grouped_transposed_convolution() =>
        RuleCheck.Applies(new FoldBatchNormalization(), """
            x = input f32[2,4,5,5]
            c = ConvTranspose(x, const f32[4,3,3,3]) {group=2}
            y = BatchNormalization(c, const f32[6], const f32[6], const f32[6], const f32[6](0.5,1,2,3,4,5))
            """).Leaves("ConvTranspose");

    [Fact]
    public void Works_it_into_a_matrix_product() =>
        RuleCheck.Applies(new FoldBatchNormalization(), """
            x = input f32[2,3]
            c = Gemm(x, const f32[3,4], const f32[4]) {alpha=0.5, beta=2.0}
            y = BatchNormalization(c, const f32[4], const f32[4], const f32[4], const f32[4](0.5,1,2,3))
            """).Leaves("Gemm");

    [Fact]
    public void Keeps_it_when_the_convolution_is_read_twice() =>
        RuleCheck.Misses(new FoldBatchNormalization(), "'c' is also read elsewhere", """
            x = input f32[2,3,5,5]
            c = Conv(x, const f32[4,3,3,3])
            y = BatchNormalization(c, const f32[4], const f32[4], const f32[4], const f32[4](0.5,1,2,3))
            z = Relu(c)
            """);
}
