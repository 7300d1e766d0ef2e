using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FuseMatMulBiasTests
{
    [Fact]
    public void Makes_a_gemm_of_matrices() =>
        RuleCheck.Applies(new FuseMatMulBias(), """
            x = input f32[n,3]
            m = MatMul(x, const f32[3,4])
            y = Add(const f32[4], m)
            """).Leaves("Gemm");

    [Fact]
    public void Leaves_products_of_higher_rank() =>
        RuleCheck.Ignores(new FuseMatMulBias(), """
            x = input f32[n,2,3]
            m = MatMul(x, const f32[3,4])
            y = Add(m, const f32[4])
            """);
}
