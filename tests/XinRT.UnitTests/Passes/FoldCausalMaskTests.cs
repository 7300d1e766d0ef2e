using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FoldCausalMaskTests
{
    [Fact]
    public void Finds_it() =>
        RuleCheck.Applies(new FoldCausalMask(), """
            q = input f32[1,2,3,4]
            k = input f32[1,2,3,4]
            v = input f32[1,2,3,4]
            y = Attention(q, k, v, const f32[1,1,3,3](0,-1e9,-1e9,0,0,-1e9,0,0,0))
            """).Leaves("Attention");

    [Fact]
    public void Keeps_another_mask() =>
        RuleCheck.Misses(new FoldCausalMask(), "the mask is not causal", """
            q = input f32[1,2,3,4]
            k = input f32[1,2,3,4]
            v = input f32[1,2,3,4]
            y = Attention(q, k, v, const f32[3,3](0,-1e9,-1e9,-1e9,0,-1e9,0,0,0))
            """);

    [Theory]
    [InlineData("LessOrEqual(c, r)", "const f32[](0), const f32[](-3e38)")]
    [InlineData("GreaterOrEqual(r, c)", "const f32[](0), const f32[](-3e38)")]
    [InlineData("Greater(c, r)", "const f32[](-1e9), const f32[](0)")]
    [InlineData("Less(r, c)", "const f32[](-1e9), const f32[](0)")]
    public void Finds_it_computed_by_comparison(string comparison, string choice) =>
        RuleCheck.Applies(new FoldCausalMask(), Dynamic($"""
            c = Unsqueeze(i, const i64[1](0))
            r = Unsqueeze(i, const i64[1](1))
            o = {comparison}
            w = Where(o, {choice})
            m = Unsqueeze(w, const i64[2](0,1))
            """));

    [Theory]
    [InlineData("f = Expand(const f32[](-3e38), nn) m = Trilu(f, const i64[](1)) {upper=1}")]
    [InlineData("f = Expand(const bool[](1), nn) m = Trilu(f) {upper=0}")]
    [InlineData("f = Expand(const f32[](1), nn) t = Trilu(f, const i64[](1)) {upper=1} b = Cast(t) {to=9} m = Not(b)")]
    public void Finds_it_computed_as_a_triangle(string mask) => RuleCheck.Applies(new FoldCausalMask(), Dynamic(mask));

    [Theory]
    [InlineData("o = Less(c, r)"), InlineData("o = LessOrEqual(r, c)"), InlineData("o = GreaterOrEqual(r, d)")]
    public void Keeps_another_computed_mask(string comparison) =>
        RuleCheck.Misses(new FoldCausalMask(), "the mask is not known to be causal", Dynamic($"""
            c = Unsqueeze(i, const i64[1](0))
            r = Unsqueeze(i, const i64[1](1))
            d = Add(c, const i64[](1))
            {comparison}
            m = Where(o, const f32[](0), const f32[](-3e38))
            """));

    private static string Dynamic(string mask) => $$"""
        q = input f32[1,2,n,4]
        k = input f32[1,2,n,4]
        v = input f32[1,2,n,4]
        s = Shape(q) {start=2, end=3}
        nn = Concat(s, s) {axis=0}
        e = Squeeze(s)
        i = Range(const i64[](0), e, const i64[](1))
        {{mask}}
        y = Attention(q, k, v, m)
        """;
}
