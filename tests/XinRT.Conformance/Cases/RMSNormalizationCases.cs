using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class RMSNormalizationCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("root mean square",
            "y = RMSNormalization(const f32[2](1,7), const f32[2](10,20)) {epsilon=0}",
            "f32[2](2,28)"),
        Case("the scale gives the type",
            "y = RMSNormalization(const f16[1,2](1,7), const f32[2](1,1)) {epsilon=0}",
            "f32[1,2](0.2,1.4)"),
    ];
}
