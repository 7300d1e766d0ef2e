using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ExpCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = Exp(const f32[3](0,1,-2.5))", "f32[3](1,2.71828183,0.0820849986)"),
        Case("ends of the range", "y = Exp(const f32[3](200,-200,NaN))", "f32[3](Infinity,0,NaN)"),
        Case("f16 scalar", "y = Exp(const f16[](0))", "f16[](1)"),
        Case("bf16", "y = Exp(const bf16[2](0,1))", "bf16[2](1,2.71828183)"),
        Case("empty", "y = Exp(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = Exp(const bool[1](1))", "throws XIN2104"),
    ];
}
