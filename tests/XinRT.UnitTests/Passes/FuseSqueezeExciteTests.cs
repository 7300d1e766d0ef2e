using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FuseSqueezeExciteTests
{
    private static readonly FuseSqueezeExcite Pass = new();

    [Fact]
    public void Joins_convolutions() => FusionCheck.Makes(Pass, "[GlobalAveragePool Conv Relu Conv HardSigmoid] Mul", """
        x = input f32[n,8,6,6]
        m = GlobalAveragePool(x)
        a = Conv(m, const f32[3,8,1,1], const f32[3])
        r = Relu(a)
        b = Conv(r, const f32[8,3,1,1], const f32[8])
        s = HardSigmoid(b)
        y = Mul(s, x)
        """);

    [Fact]
    public void Joins_products() => FusionCheck.Makes(Pass, "[GlobalAveragePool Reshape Gemm Clip MatMul Sigmoid] Reshape Mul", """
        x = input f32[2,8,6,6]
        m = GlobalAveragePool(x)
        v = Reshape(m, const i64[2](2,8))
        a = Gemm(v, const f32[3,8], const f32[3]) {transB=1}
        r = Clip(a, const f32[](0), const f32[](6))
        b = MatMul(r, const f32[3,8])
        s = Sigmoid(b)
        t = Reshape(s, const i64[4](2,8,1,1))
        y = Mul(x, t)
        """);

    [Fact]
    public void Leaves_a_classifier() => FusionCheck.Misses(Pass, "does not scale 'x'", """
        x = input f32[1,8,6,6]
        m = GlobalAveragePool(x)
        a = Conv(m, const f32[3,8,1,1], const f32[3])
        r = Relu(a)
        y = Conv(r, const f32[8,3,1,1], const f32[8])
        """);

    [Fact]
    public void Leaves_means_that_are_read_elsewhere() => FusionCheck.Misses(Pass, "'a' does not go through two layers alone", """
        x = input f32[1,8,6,6]
        m = GlobalAveragePool(x)
        a = Conv(m, const f32[3,8,1,1], const f32[3])
        r = Relu(a)
        b = Conv(a, const f32[8,3,1,1], const f32[8])
        y = Mul(x, b)
        """);

    [Fact]
    public void Leaves_groups() => FusionCheck.Misses(Pass, "more than a layer over channels", """
        x = input f32[1,8,6,6]
        m = GlobalAveragePool(x)
        a = Conv(m, const f32[4,8,1,1])
        b = Conv(a, const f32[8,2,1,1]) {group=2}
        y = Mul(x, b)
        """);
}
