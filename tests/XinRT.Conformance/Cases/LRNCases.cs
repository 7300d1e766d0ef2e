using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class LRNCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("own channel only",
            "y = LRN(const f32[1,2,1](1,2)) {size=1, alpha=1.0, beta=1.0}",
            "f32[1,2,1](0.5,0.4)"),
        Case("window over the ends",
            "y = LRN(const f64[1,2,1](1,2)) {size=3, alpha=1.0, beta=1.0}",
            "f64[1,2,1](0.375,0.75)"),
    ];
}
