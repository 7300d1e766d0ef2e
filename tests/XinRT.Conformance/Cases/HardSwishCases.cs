using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class HardSwishCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = HardSwish(const f32[4](1,-1,-4,4))", "f32[4](0.666666667,-0.333333333,-0.0,4)"),
        Case("f16 scalar", "y = HardSwish(const f16[](1))", "f16[](0.666666667)"),
        Case("bf16", "y = HardSwish(const bf16[2](1,-1))", "bf16[2](0.666666667,-0.333333333)"),
        Case("empty", "y = HardSwish(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = HardSwish(const bool[1](1))", "throws XIN2104"),
    ];
}
