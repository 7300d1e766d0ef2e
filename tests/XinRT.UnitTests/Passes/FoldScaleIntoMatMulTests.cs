using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FoldScaleIntoMatMulTests
{
    [Fact]
    public void Works_a_factor_per_column_into_weight_and_bias() =>
        RuleCheck.Applies(new FoldScaleIntoMatMul(), """
            x = input f32[n,5,6]
            m = MatMul(x, const f32[6,4])
            a = Add(const f32[4], m)
            y = Mul(a, const f32[4])
            """).Leaves("MatMul", "Add");

    [Fact]
    public void Works_a_divisor_into_the_weight() =>
        RuleCheck.Applies(new FoldScaleIntoMatMul(), """
            x = input f32[n,5,6]
            m = MatMul(x, const f32[6,4])
            y = Div(m, const f32[](8))
            """).Leaves("MatMul");

    [Fact]
    public void Keeps_a_factor_per_row() =>
        RuleCheck.Misses(new FoldScaleIntoMatMul(), "the factor is not one number per column", """
            x = input f32[n,5,6]
            m = MatMul(x, const f32[6,4])
            y = Mul(m, const f32[5,1])
            """);
}
