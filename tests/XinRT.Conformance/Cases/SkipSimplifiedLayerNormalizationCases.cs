using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SkipSimplifiedLayerNormalizationCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("sum and normalization",
            "y, _, _, t = com.microsoft::SkipSimplifiedLayerNormalization(const f32[1,2](1,4), const f32[1,2](0,3), const f32[2](10,10)) {epsilon=0}",
            "f32[1,2](2,14)", "f32[1,2](1,7)"),
    ];
}
