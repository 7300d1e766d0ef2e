using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class TanCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = Tan(const f32[3](0,1,-0.5))", "f32[3](0,1.55740772,-0.54630249)"),
        Case("f16 scalar", "y = Tan(const f16[](0.5))", "f16[](0.54630249)"),
        Case("bf16", "y = Tan(const bf16[2](0.5,1))", "bf16[2](0.54630249,1.55740772)"),
        Case("empty", "y = Tan(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = Tan(const bool[1](1))", "throws XIN2104"),
    ];
}
