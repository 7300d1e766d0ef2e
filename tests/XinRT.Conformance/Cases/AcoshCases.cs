using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class AcoshCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = Acosh(const f32[3](1,1.5,10))", "f32[3](0,0.96242365,2.99322285)"),
        Case("ends of the range", "y = Acosh(const f32[2](0.5,Infinity))", "f32[2](NaN,Infinity)"),
        Case("f16 scalar", "y = Acosh(const f16[](1))", "f16[](0)"),
        Case("bf16", "y = Acosh(const bf16[2](1,1.5))", "bf16[2](0,0.96242365)"),
        Case("empty", "y = Acosh(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = Acosh(const bool[1](1))", "throws XIN2104"),
    ];
}
