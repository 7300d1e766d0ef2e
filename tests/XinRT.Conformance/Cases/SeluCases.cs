using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SeluCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = Selu(const f32[3](1.5,-1,0))", "f32[3](1.57605148,-1.11133074,0)"),
        Case("f16 scalar", "y = Selu(const f16[](1.5))", "f16[](1.57605148)"),
        Case("bf16", "y = Selu(const bf16[2](1.5,-1))", "bf16[2](1.57605148,-1.11133074)"),
        Case("empty", "y = Selu(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = Selu(const bool[1](1))", "throws XIN2104"),
    ];
}
