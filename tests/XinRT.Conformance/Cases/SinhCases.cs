using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SinhCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = Sinh(const f32[3](0,1,-2.5))", "f32[3](0,1.17520119,-6.05020448)"),
        Case("f16 scalar", "y = Sinh(const f16[](0.5))", "f16[](0.521095305)"),
        Case("bf16", "y = Sinh(const bf16[2](0.5,1))", "bf16[2](0.521095305,1.17520119)"),
        Case("empty", "y = Sinh(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = Sinh(const bool[1](1))", "throws XIN2104"),
    ];
}
