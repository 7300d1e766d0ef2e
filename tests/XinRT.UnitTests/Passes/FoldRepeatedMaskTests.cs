using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FoldRepeatedMaskTests
{
    [Fact]
    public void Leaves_it_to_attention_to_repeat_the_mask() =>
        RuleCheck.Applies(new FoldRepeatedMask(), """
            q = input f32[1,2,5,4]
            k = input f32[1,2,3,4]
            m = input bool[1,1,1,3]
            w = And(const bool[1,1,5,1](1,1,1,1,1), m)
            a = Where(w, const f32[](0), const f32[](-10000))
            y = Attention(q, k, k, a)
            """).Leaves("Where", "Attention");

    [Fact]
    public void Keeps_a_mask_that_is_repeated_along_the_keys() =>
        RuleCheck.Misses(new FoldRepeatedMask(), "repeated along the keys", """
            q = input f32[1,2,5,4]
            k = input f32[1,2,3,4]
            m = input bool[1,1,5,1]
            w = And(m, const bool[1,1,1,3](1,1,1))
            a = Where(w, const f32[](0), const f32[](-10000))
            y = Attention(q, k, k, a)
            """);

    [Fact]
    public void Keeps_what_the_constant_closes() =>
        RuleCheck.Misses(new FoldRepeatedMask(), "the constant closes something", """
            q = input f32[1,2,5,4]
            k = input f32[1,2,3,4]
            m = input bool[1,1,1,3]
            w = And(m, const bool[1,1,5,1](1,1,0,1,1))
            a = Where(w, const f32[](0), const f32[](-10000))
            y = Attention(q, k, k, a)
            """);
}
