using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class AtanhCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = Atanh(const f32[3](0.5,-0.75,0))", "f32[3](0.549306144,-0.972955075,0)"),
        Case("ends of the range", "y = Atanh(const f32[2](1,2))", "f32[2](Infinity,NaN)"),
        Case("f16 scalar", "y = Atanh(const f16[](0.5))", "f16[](0.549306144)"),
        Case("bf16", "y = Atanh(const bf16[2](0.5,-0.75))", "bf16[2](0.549306144,-0.972955075)"),
        Case("empty", "y = Atanh(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = Atanh(const bool[1](1))", "throws XIN2104"),
    ];
}
