using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FoldRepeatedHeadsTests
{
    [Fact]
    public void Shares_keys_and_values() =>
        RuleCheck.Applies(new FoldRepeatedHeads(), """
            q = input f32[n,6,5,4]
            k = input f32[n,2,1,7,4]
            v = input f32[n,2,1,7,4]
            a = Expand(k, const i64[5](1,2,3,7,4))
            b = Reshape(a, const i64[4](0,6,7,4))
            c = Expand(v, const i64[5](1,2,3,7,4))
            d = Reshape(c, const i64[4](0,6,7,4))
            y = Attention(q, b, d)
            """).Leaves("Squeeze", "Squeeze", "Attention");

    [Fact]
    public void Keeps_heads_that_are_tiled() =>
        RuleCheck.Misses(new FoldRepeatedHeads(), "what is repeated are not whole heads", """
            q = input f32[n,6,5,4]
            k = input f32[n,1,2,7,4]
            v = input f32[n,1,2,7,4]
            a = Expand(k, const i64[5](1,3,2,7,4))
            b = Reshape(a, const i64[4](0,6,7,4))
            c = Expand(v, const i64[5](1,3,2,7,4))
            d = Reshape(c, const i64[4](0,6,7,4))
            y = Attention(q, b, d)
            """);
}
