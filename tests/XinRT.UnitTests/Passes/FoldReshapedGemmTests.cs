using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FoldReshapedGemmTests
{
    [Fact]
    public void Makes_it_a_product_over_the_last_axis() =>
        RuleCheck.Applies(new FoldReshapedGemm(), """
            x = input f32[n,5,6]
            r = Reshape(x, const i64[2](-1,6))
            g = Gemm(r, const f32[4,6], const f32[4]) {transB=1}
            y = Reshape(g, const i64[3](-1,5,4))
            """).Leaves("Reshape", "Transpose", "MatMul", "Add");

    [Fact]
    public void Keeps_split_columns() =>
        RuleCheck.Misses(new FoldReshapedGemm(), "the second reshape splits the columns", """
            x = input f32[n,5,6]
            r = Reshape(x, const i64[2](-1,6))
            g = Gemm(r, const f32[6,4])
            y = Reshape(g, const i64[4](-1,5,2,2))
            """);
}
