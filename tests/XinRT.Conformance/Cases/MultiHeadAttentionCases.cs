using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class MultiHeadAttentionCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("padding mask and bias",
            "y = com.microsoft::MultiHeadAttention(const f32[1,1,1](0), const f32[1,2,1](1,2), const f32[1,2,1](2,4), const f32[3](0,0,1), const i32[1,2](0,1)) {num_heads=1}",
            "f32[1,1,1](5)"),
        Case("packed",
            "y, k, v = com.microsoft::MultiHeadAttention(const f32[1,2,1,3,1](0,1,2,0,2,4)) {num_heads=1}",
            "f32[1,2,1](3,3)", "f32[1,1,2,1](1,2)", "f32[1,1,2,1](2,4)"),
    ];
}
