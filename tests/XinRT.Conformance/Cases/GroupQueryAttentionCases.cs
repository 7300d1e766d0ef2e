using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class GroupQueryAttentionCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("prompt",
            "y, k, v = com.microsoft::GroupQueryAttention(const f32[1,2,2](0,0,0,0), const f32[1,2,1](1,2), const f32[1,2,1](2,4), _, _, const i32[1](1), const i32[](2)) {num_heads=2,kv_num_heads=1}",
            "f32[1,2,2](2,2,3,3)", "f32[1,1,2,1](1,2)", "f32[1,1,2,1](2,4)"),
        Case("next token in a larger cache",
            "y, k = com.microsoft::GroupQueryAttention(const f32[1,1,3](0,5,6), _, _, const f32[1,1,3,1](1,9,9), const f32[1,1,3,1](2,9,9), const i32[1](1), const i32[](2)) {num_heads=1,kv_num_heads=1}",
            "f32[1,1,1](4)", "f32[1,1,3,1](1,5,0)"),
        Case("a window of one",
            "y = com.microsoft::GroupQueryAttention(const f32[1,2,3](0,1,2,0,1,4), _, _, _, _, const i32[1](1), const i32[](2)) {num_heads=1,kv_num_heads=1,local_window_size=1}",
            "f32[1,2,1](2,4)"),
        Case("a sink takes half",
            "y = com.microsoft::GroupQueryAttention(const f32[1,1,3](0,0,8), _, _, _, _, const i32[1](0), const i32[](1), _, _, _, _, const f32[1](0)) {num_heads=1,kv_num_heads=1}",
            "f32[1,1,1](4)"),
    ];
}
