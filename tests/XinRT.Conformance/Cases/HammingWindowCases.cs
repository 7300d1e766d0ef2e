using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class HammingWindowCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("periodic",
            "y = HammingWindow(const i64[](2))",
            "f32[2](0.08695652,1)"),
    ];
}
