using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class AttentionCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("equal scores average",
            "y = Attention(const f32[1,1,2,1](0,0), const f32[1,1,2,1](1,2), const f32[1,1,2,1](2,4))",
            "f32[1,1,2,1](3,3)"),
        Case("causal, with scores",
            "y, _, _, p = Attention(const f32[1,1,2,1](0,0), const f32[1,1,2,1](1,2), const f32[1,1,2,1](2,4)) {is_causal=1,qk_matmul_output_mode=3}",
            "f32[1,1,2,1](2,3)", "f32[1,1,2,2](1,0,0.5,0.5)"),
        Case("a row without open columns gives zeros",
            "y = Attention(const f32[1,1,2,1](0,0), const f32[1,1,2,1](1,2), const f32[1,1,2,1](2,4), const bool[2,2](0,0,0,1))",
            "f32[1,1,2,1](0,4)"),
        Case("a mask that ends early shuts the rest",
            "y = Attention(const f32[1,1,2,1](0,0), const f32[1,1,2,1](1,2), const f32[1,1,2,1](2,4), const f32[1](0))",
            "f32[1,1,2,1](2,2)"),
        Case("shared key heads behind a past",
            "y, k, v = Attention(const f32[1,1,2](0,0), const f32[1,1,1](1), const f32[1,1,1](6), _, const f32[1,1,1,1](1), const f32[1,1,1,1](2)) {q_num_heads=2,kv_num_heads=1}",
            "f32[1,1,2](4,4)", "f32[1,1,2,1](1,1)", "f32[1,1,2,1](2,6)"),
        Case("valid keys place the window",
            "y = Attention(const f32[1,1,1,1](0), const f32[1,1,4,1](0,0,0,0), const f32[1,1,4,1](1,2,4,8), _, _, _, const i64[1](3)) {is_causal=1,left_window_size=1}",
            "f32[1,1,1,1](3)"),
        Case("heads are needed for rank 3", """
            x = input f32[1,2,4]
            y = Attention(x, x, x)
            """, "throws XIN2104"),
        Case("merged weights",
            "y, p = com.microsoft::Attention(const f32[1,2,1](1,3), const f32[1,3](0,0,1), const f32[3](0,0,0)) {num_heads=1,unidirectional=1}",
            "f32[1,2,1](1,2)", "f32[2,1,1,2,1](0,0,1,3)"),
        Case("merged weights with lengths",
            "y = com.microsoft::Attention(const f32[1,2,1](1,3), const f32[1,3](0,0,1), _, const i32[1](1)) {num_heads=1}",
            "f32[1,2,1](1,1)"),
    ];
}
