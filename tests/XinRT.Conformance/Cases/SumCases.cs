using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SumCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("three operands broadcast",
            "y = Sum(const f32[2,1](1,2), const f32[2](10,20), const f32[](100))",
            "f32[2,2](111,121,112,122)"),
        Case("one operand", "y = Sum(const f16[1](1.5))", "f16[1](1.5)"),
        Case("types that differ", "y = Sum(const f32[1](1), const f16[1](1))", "throws XIN2104"),
    ];
}
