using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class NegativeLogLikelihoodLossCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("each target", """
            y = NegativeLogLikelihoodLoss(const f32[2,2](-1,-2,-3,-4), const i64[2](0,1)) {reduction="none"}
            """, "f32[2](1,4)"),
        Case("averaged by weight",
            "y = NegativeLogLikelihoodLoss(const f32[2,2](-1,-2,-3,-4), const i64[2](0,1), const f32[2](1,3))",
            "f32[](3.25)"),
        Case("ignored targets count nothing",
            "y = NegativeLogLikelihoodLoss(const f32[2,2](-1,-2,-3,-4), const i64[2](0,1)) {ignore_index=1}",
            "f32[](1)"),
        Case("a class that is not there",
            "y = NegativeLogLikelihoodLoss(const f32[1,2](0,0), const i32[1](2))",
            "throws XIN6104"),
    ];
}
