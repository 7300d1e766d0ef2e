using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SoftsignCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = Softsign(const f32[3](0,1,-3))", "f32[3](0,0.5,-0.75)"),
        Case("f16 scalar", "y = Softsign(const f16[](0))", "f16[](0)"),
        Case("bf16", "y = Softsign(const bf16[2](0,1))", "bf16[2](0,0.5)"),
        Case("empty", "y = Softsign(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = Softsign(const bool[1](1))", "throws XIN2104"),
    ];
}
