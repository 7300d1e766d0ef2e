using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class CoshCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = Cosh(const f32[3](0,1,-2.5))", "f32[3](1,1.54308063,6.13228948)"),
        Case("f16 scalar", "y = Cosh(const f16[](0))", "f16[](1)"),
        Case("bf16", "y = Cosh(const bf16[2](0,1))", "bf16[2](1,1.54308063)"),
        Case("empty", "y = Cosh(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = Cosh(const bool[1](1))", "throws XIN2104"),
    ];
}
