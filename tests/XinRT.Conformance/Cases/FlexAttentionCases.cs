using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class FlexAttentionCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("without bodies",
            "y = ai.onnx.preview::FlexAttention(const f32[1,1,1,1](0), const f32[1,1,2,1](1,2), const f32[1,1,2,1](2,4))",
            "f32[1,1,1,1](3)"),
        Case("probabilities doubled", """
            y = ai.onnx.preview::FlexAttention(const f32[1,1,1,1](0), const f32[1,1,2,1](1,2), const f32[1,1,2,1](2,4)) body {
            } body {
                p = input f32[1,1,1,2]
                r = Concat(p, p) {axis=0}
                s = ReduceSum(r, const i64[1](0))
            }
            """, "f32[1,1,1,1](6)"),
        Case("rank must be 4", """
            x = input f32[1,2,3]
            y = ai.onnx.preview::FlexAttention(x, x, x)
            """, "throws XIN2104"),
    ];
}
