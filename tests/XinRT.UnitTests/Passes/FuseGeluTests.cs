using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FuseGeluTests
{
    [Fact]
    public void Finds_the_form_with_a_quotient() =>
        RuleCheck.Applies(new FuseGelu(), """
            x = input f32[2,8]
            d = Div(x, const f32[](1.4142135))
            e = Erf(d)
            a = Add(e, const f32[](1))
            m = Mul(x, a)
            y = Mul(m, const f32[](0.5))
            """).Leaves("Gelu");

    [Fact]
    public void Finds_the_form_with_the_half_first() =>
        RuleCheck.Applies(new FuseGelu(), """
            x = input f32[2,8]
            h = Mul(const f32[](0.5), x)
            d = Mul(x, const f32[](0.70710678))
            e = Erf(d)
            a = Add(const f32[](1), e)
            y = Mul(a, h)
            """).Leaves("Gelu");

    [Fact]
    public void Finds_the_tanh_form_with_a_power() =>
        RuleCheck.Applies(new FuseGelu(), """
            x = input f32[2,8]
            h = Mul(x, const f32[](0.5))
            p = Pow(x, const f32[](3))
            q = Mul(p, const f32[](0.044715))
            s = Add(x, q)
            r = Mul(s, const f32[](0.7978845608))
            t = Tanh(r)
            a = Add(t, const f32[](1))
            y = Mul(h, a)
            """).Leaves("Gelu");

    [Fact]
    public void Finds_the_tanh_form_with_products() =>
        RuleCheck.Applies(new FuseGelu(), """
            x = input f32[2,8]
            a = Mul(x, const f32[](0.044715))
            b = Mul(a, x)
            c = Add(b, const f32[](1))
            d = Mul(x, const f32[](0.79788456))
            e = Mul(d, c)
            t = Tanh(e)
            f = Add(t, const f32[](1))
            h = Mul(x, const f32[](0.5))
            y = Mul(h, f)
            """).Leaves("Gelu");

    [Fact]
    public void Keeps_another_factor() =>
        RuleCheck.Misses(new FuseGelu(), "an operand must be the constant 1.41421", """
            x = input f32[2,8]
            d = Div(x, const f32[](1.5))
            e = Erf(d)
            a = Add(e, const f32[](1))
            m = Mul(x, a)
            y = Mul(m, const f32[](0.5))
            """);
}
