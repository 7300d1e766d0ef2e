using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class AsinhCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = Asinh(const f32[3](0.5,-3,100))", "f32[3](0.481211825,-1.81844646,5.29834237)"),
        Case("ends of the range", "y = Asinh(const f32[1](-Infinity))", "f32[1](-Infinity)"),
        Case("f16 scalar", "y = Asinh(const f16[](0.5))", "f16[](0.481211825)"),
        Case("bf16", "y = Asinh(const bf16[2](0.5,-3))", "bf16[2](0.481211825,-1.81844646)"),
        Case("empty", "y = Asinh(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = Asinh(const bool[1](1))", "throws XIN2104"),
    ];
}
