using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class CDistCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("squares", "y = com.microsoft::CDist(const f64[1,2](0,0), const f64[2,2](3,4,0,1))", "f64[1,2](25,1)"),
        Case("roots",
            "y = com.microsoft::CDist(const f32[1,2](0,0), const f32[2,2](3,4,0,1)) {metric=\"euclidean\"}",
            "f32[1,2](5,1)"),
        Case("another metric",
            "y = com.microsoft::CDist(const f32[1,2], const f32[2,2]) {metric=\"cosine\"}",
            "throws XIN2104"),
    ];
}
