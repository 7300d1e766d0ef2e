using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FuseRmsNormalizationTests
{
    [Fact]
    public void Finds_it() =>
        RuleCheck.Applies(new FuseRmsNormalization(), """
            x = input f32[n,8]
            p = Pow(x, const f32[](2))
            v = ReduceMean(p, const i64[1](-1))
            e = Add(v, const f32[](0.00001))
            s = Sqrt(e)
            r = Reciprocal(s)
            y = Mul(x, r)
            """).Leaves("RMSNormalization");

    [Fact]
    public void Needs_the_size_of_the_axis() =>
        RuleCheck.Misses(new FuseRmsNormalization(), "the size of the normalized axes depends on the run", """
            x = input f32[8,n]
            p = Mul(x, x)
            v = ReduceMean(p, const i64[1](-1))
            e = Add(v, const f32[](0.00001))
            s = Sqrt(e)
            y = Div(x, s)
            """);
}
