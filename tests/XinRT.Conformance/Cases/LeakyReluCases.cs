using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class LeakyReluCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = LeakyRelu(const f32[3](1,-2,0)) {alpha=0.25}", "f32[3](1,-0.5,0)"),
        Case("ends of the range", "y = LeakyRelu(const f32[1](NaN)) {alpha=0.25}", "f32[1](NaN)"),
        Case("f16 scalar", "y = LeakyRelu(const f16[](1)) {alpha=0.25}", "f16[](1)"),
        Case("bf16", "y = LeakyRelu(const bf16[2](1,-2)) {alpha=0.25}", "bf16[2](1,-0.5)"),
        Case("empty", "y = LeakyRelu(const f32[0,3]()) {alpha=0.25}", "f32[0,3]()"),
        Case("bool is refused", "y = LeakyRelu(const bool[1](1)) {alpha=0.25}", "throws XIN2104"),
    ];
}
