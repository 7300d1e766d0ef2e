using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class HardSigmoidCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = HardSigmoid(const f32[4](0,1,-5,5))", "f32[4](0.5,0.7,0,1)"),
        Case("f16 scalar", "y = HardSigmoid(const f16[](0))", "f16[](0.5)"),
        Case("bf16", "y = HardSigmoid(const bf16[2](0,1))", "bf16[2](0.5,0.7)"),
        Case("empty", "y = HardSigmoid(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = HardSigmoid(const bool[1](1))", "throws XIN2104"),
    ];
}
