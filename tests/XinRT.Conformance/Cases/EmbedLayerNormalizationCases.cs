using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class EmbedLayerNormalizationCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("three tables",
            "y, n, t = com.microsoft::EmbedLayerNormalization(const i32[1,2](1,0), const i32[1,2](0,0), const f32[2,2](0,2,1,1), const f32[2,2](0,0,0,2), const f32[1,2](0,0), const f32[2](1,1), const f32[2](0,0), const i32[1,2](1,0)) {epsilon=3}",
            "f32[1,2,2](0,0,-0.7559289,0.7559289)", "i32[1](1)", "f32[1,2,2](1,1,0,4)"),
        Case("an id outside the table",
            "y = com.microsoft::EmbedLayerNormalization(const i32[1,1](9), _, const f32[2,2](0,0,0,0), const f32[1,2](0,0), _, const f32[2](1,1), const f32[2](0,0))",
            "throws XIN6104"),
    ];
}
