using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class LowerAttentionCacheTests
{
    private const string Inputs = """
        q = input f32[2,4,3,8]
        k = input f32[2,2,3,8]
        v = input f32[2,2,3,8]
        a = input f32[2,2,p,8]
        b = input f32[2,2,p,8]

        """;

    [Fact]
    public void Joins_past_and_new_keys() =>
        FusionCheck.Makes(new LowerAttentionCache(), "Concat Concat Attention", Inputs + "y, c, d = Attention(q, k, v, _, a, b)");

    [Theory]
    [InlineData("is_causal=1"), InlineData("left_window_size=2"), InlineData("right_window_size=1, left_window_size=4")]
    public void Positions_count_from_the_first_past_key(string limit) =>
        FusionCheck.Makes(new LowerAttentionCache(), "Concat Concat Shape Shape Expand Attention", Inputs + $"y, c, d = Attention(q, k, v, _, a, b) {{{limit}}}");

    [Fact]
    public void Takes_heads_apart() =>
        FusionCheck.Makes(new LowerAttentionCache(), "Reshape Transpose Concat Reshape Transpose Concat Shape Shape Expand Reshape Transpose Attention Transpose Reshape", """
            q = input f32[2,3,32]
            k = input f32[2,3,16]
            v = input f32[2,3,16]
            a = input f32[2,2,p,8]
            b = input f32[2,2,p,8]
            y, c, d = Attention(q, k, v, _, a, b) {q_num_heads=4, kv_num_heads=2, is_causal=1}
            """);

    [Fact]
    public void Keeps_an_attention_whose_scores_are_read() =>
        FusionCheck.Misses(new LowerAttentionCache(), "its scores are read", Inputs + "y, c, d, e = Attention(q, k, v, _, a, b)");
}
