using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FuseLayerNormalizationTests
{
    [Fact]
    public void Finds_the_form_with_a_power() =>
        RuleCheck.Applies(new FuseLayerNormalization(), """
            x = input f32[n,8]
            m = ReduceMean(x, const i64[1](-1))
            c = Sub(x, m)
            p = Pow(c, const f32[](2))
            v = ReduceMean(p, const i64[1](-1))
            e = Add(v, const f32[](0.00001))
            s = Sqrt(e)
            y = Div(c, s)
            """).Leaves("LayerNormalization");

    [Fact]
    public void Finds_the_form_with_a_reciprocal() =>
        RuleCheck.Applies(new FuseLayerNormalization(), """
            x = input f32[n,8]
            m = ReduceMean(x, const i64[1](-1))
            c = Sub(x, m)
            p = Mul(c, c)
            v = ReduceMean(p, const i64[1](-1))
            e = Add(const f32[](0.00001), v)
            s = Sqrt(e)
            r = Reciprocal(s)
            y = Mul(c, r)
            """).Leaves("LayerNormalization");

    [Fact]
    public void Keeps_a_mean_over_another_axis() =>
        RuleCheck.Misses(new FuseLayerNormalization(), "the axes are not the last ones", """
            x = input f32[n,8]
            m = ReduceMean(x, const i64[1](0))
            c = Sub(x, m)
            p = Mul(c, c)
            v = ReduceMean(p, const i64[1](0))
            e = Add(v, const f32[](0.00001))
            s = Sqrt(e)
            y = Div(c, s)
            """);
}
