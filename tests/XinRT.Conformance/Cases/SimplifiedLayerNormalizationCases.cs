using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SimplifiedLayerNormalizationCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("reciprocal deviation",
            "y, s = SimplifiedLayerNormalization(const f32[1,2](1,7), const f32[2](10,10)) {epsilon=0}",
            "f32[1,2](2,14)", "f32[1,1](0.2)"),
        Case("other domain",
            "y = com.microsoft::SimplifiedLayerNormalization(const f32[2](1,7), const f32[2](5,5)) {epsilon=0}",
            "f32[2](1,7)"),
    ];
}
