using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FoldScaleIntoConvTests
{
    [Fact]
    public void Works_scale_and_shift_into_a_convolution() =>
        RuleCheck.Applies(new FoldScaleIntoConv(), """
            x = input f32[2,3,5,5]
            c = Conv(x, const f32[4,3,3,3])
            m = Mul(c, const f32[4,1,1])
            y = Add(const f32[1,4,1,1], m)
            """).Leaves("Conv");

    [Fact]
    public void Works_a_quotient_into_a_matrix_product() =>
        RuleCheck.Applies(new FoldScaleIntoConv(), """
            x = input f32[2,3]
            c = Gemm(x, const f32[4,3]) {transB=1}
            d = Div(c, const f32[4](1,2,4,8))
            y = Sub(d, const f32[](3))
            """).Leaves("Gemm");

    [Fact]
    public void Keeps_a_constant_per_pixel() =>
        RuleCheck.Misses(new FoldScaleIntoConv(), "the constant is not one value per output channel", """
            x = input f32[2,3,5,5]
            c = Conv(x, const f32[4,3,3,3])
            y = Mul(c, const f32[3,3])
            """);
}
