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
}
