using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class LinearAttentionCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("linear", """
            y, s = LinearAttention(const f32[1,2,1](1,1), const f32[1,2,1](1,2), const f32[1,2,1](3,4)) {q_num_heads=1,kv_num_heads=1,scale=1,update_rule="linear"}
            """, "f32[1,2,1](3,11)", "f32[1,1,1,1](11)"),
        Case("gated, half kept", """
            y, s = LinearAttention(const f32[1,2,1](1,1), const f32[1,2,1](1,2), const f32[1,2,1](3,4), _, const f32[1,2,1](0,-0.6931472)) {q_num_heads=1,kv_num_heads=1,scale=1,update_rule="gated"}
            """, "f32[1,2,1](3,9.5)", "f32[1,1,1,1](9.5)"),
        Case("delta from a past state", """
            y, s = LinearAttention(const f32[1,2,1](1,1), const f32[1,2,1](1,2), const f32[1,2,1](3,4), const f32[1,1,1,1](3), _, const f32[1,2,1](1,1)) {q_num_heads=1,kv_num_heads=1,scale=1,update_rule="delta"}
            """, "f32[1,2,1](3,-1)", "f32[1,1,1,1](-1)"),
        Case("heads must be a multiple", """
            x = input f32[1,2,6]
            y = LinearAttention(x, x, x) {q_num_heads=3,kv_num_heads=2}
            """, "throws XIN2104"),
    ];
}
