using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

/// <summary>A bias per row of a square product has as many numbers as one per column.</summary>
public sealed class AxisNumbersTests
{
    [Fact]
    public void A_bias_per_row_is_not_scaled_per_column() =>
        RuleCheck.Misses(new FoldScaleIntoConv(), "no channels", """
            x = input f32[4,3]
            g = Gemm(x, const f32[3,4], const f32[4,1])
            y = Mul(g, const f32[4])
            """);

    [Fact]
    public void A_bias_per_row_is_not_joined() => Assert.False(new MergeParallelMatMuls().Run(XinRT.Ir.Graph.Parse("""
        x = input f32[4,3]
        a = Gemm(x, const f32[3,4], const f32[4,1])
        b = Gemm(x, const f32[3,4], const f32[4,1])
        y = Transpose(a)
        z = Transpose(b)
        """), new PassContext()));

    [Fact]
    public void An_addend_that_may_enlarge_an_open_product_stays_outside() =>
        RuleCheck.Misses(new FuseMatMulBias(), "may be larger than the product", """
            x = input f32[n,3]
            p = MatMul(x, const f32[3,2])
            y = Add(p, const f32[2,2])
            """);
}
