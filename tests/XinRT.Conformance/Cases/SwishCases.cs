using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SwishCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = Swish(const f32[3](1,-2,0)) {alpha=0.5}", "f32[3](0.622459331,-0.537882843,0)"),
        Case("ends of the range", "y = Swish(const f32[2](-200,200)) {alpha=0.5}", "f32[2](0,200)"),
        Case("f16 scalar", "y = Swish(const f16[](1)) {alpha=0.5}", "f16[](0.622459331)"),
        Case("bf16", "y = Swish(const bf16[2](1,-2)) {alpha=0.5}", "bf16[2](0.622459331,-0.537882843)"),
        Case("empty", "y = Swish(const f32[0,3]()) {alpha=0.5}", "f32[0,3]()"),
        Case("bool is refused", "y = Swish(const bool[1](1)) {alpha=0.5}", "throws XIN2104"),
    ];
}
