using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class MeanCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("three operands broadcast",
            "y = Mean(const f32[2,1](1,2), const f32[2](10,20), const f32[](100))",
            "f32[2,2](37,40.3333333,37.3333333,40.6666667)"),
        Case("bf16", "y = Mean(const bf16[1](1), const bf16[1](2))", "bf16[1](1.5)"),
        Case("integers are refused", "y = Mean(const i32[1](1), const i32[1](2))", "throws XIN2104"),
    ];
}
