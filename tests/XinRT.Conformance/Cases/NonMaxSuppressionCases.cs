using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class NonMaxSuppressionCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("best of two that overlap",
            "y = NonMaxSuppression(const f32[1,3,4](0,0,1,1,1,1.01,0,0,5,5,6,6), const f32[1,1,3](0.5,0.9,0.7), const i64[](10), const f32[](0.5))",
            "i64[2,3](0,0,1,0,0,2)"),
        Case("nothing without a count",
            "y = NonMaxSuppression(const f32[1,1,4](0,0,1,1), const f32[1,1,1](0.5))",
            "i64[0,3]()"),
    ];
}
