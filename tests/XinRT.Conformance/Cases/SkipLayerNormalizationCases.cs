using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SkipLayerNormalizationCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("sum and normalization",
            "y, m, s, t = com.microsoft::SkipLayerNormalization(const f32[1,1,2](1,1), const f32[1,1,2](0,1), const f32[2](2,2), const f32[2](1,1), const f32[2](0,1)) {epsilon=3}",
            "f32[1,1,2](0,2)", "f32[1,1,1](2)", "f32[1,1,1](0.5)", "f32[1,1,2](1,3)"),
        Case("one skip for the batch",
            "y = com.microsoft::SkipLayerNormalization(const f32[2,1,2](1,1,2,2), const f32[1,1,2](0,2), const f32[2](1,1)) {epsilon=3}",
            "f32[2,1,2](-0.5,0.5,-0.5,0.5)"),
    ];
}
