using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class TanhCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = Tanh(const f32[3](0,0.5,-2.5))", "f32[3](0,0.462117157,-0.986614298)"),
        Case("ends of the range", "y = Tanh(const f32[2](50,-Infinity))", "f32[2](1,-1)"),
        Case("f16 scalar", "y = Tanh(const f16[](0.5))", "f16[](0.462117157)"),
        Case("bf16", "y = Tanh(const bf16[2](0.5,1))", "bf16[2](0.462117157,0.761594156)"),
        Case("empty", "y = Tanh(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = Tanh(const bool[1](1))", "throws XIN2104"),
    ];
}
