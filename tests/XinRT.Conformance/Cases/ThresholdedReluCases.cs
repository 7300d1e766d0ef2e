using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ThresholdedReluCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = ThresholdedRelu(const f32[3](2,2.5,-3)) {alpha=2.0}", "f32[3](0,2.5,0)"),
        Case("f16 scalar", "y = ThresholdedRelu(const f16[](2.5)) {alpha=2.0}", "f16[](2.5)"),
        Case("bf16", "y = ThresholdedRelu(const bf16[2](2.5,1)) {alpha=2.0}", "bf16[2](2.5,0)"),
        Case("empty", "y = ThresholdedRelu(const f32[0,3]()) {alpha=2.0}", "f32[0,3]()"),
        Case("bool is refused", "y = ThresholdedRelu(const bool[1](1)) {alpha=2.0}", "throws XIN2104"),
    ];
}
