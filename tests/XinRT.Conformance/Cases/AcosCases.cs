using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class AcosCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = Acos(const f32[3](0.5,-0.25,1))", "f32[3](1.04719755,1.82347658,0)"),
        Case("ends of the range", "y = Acos(const f32[1](2))", "f32[1](NaN)"),
        Case("f16 scalar", "y = Acos(const f16[](0.5))", "f16[](1.04719755)"),
        Case("bf16", "y = Acos(const bf16[2](0.5,-0.25))", "bf16[2](1.04719755,1.82347658)"),
        Case("empty", "y = Acos(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = Acos(const bool[1](1))", "throws XIN2104"),
    ];
}
