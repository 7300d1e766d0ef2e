using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class EluCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = Elu(const f32[3](1.5,-1,0)) {alpha=2.0}", "f32[3](1.5,-1.26424112,0)"),
        Case("f16 scalar", "y = Elu(const f16[](1.5)) {alpha=2.0}", "f16[](1.5)"),
        Case("bf16", "y = Elu(const bf16[2](1.5,-1)) {alpha=2.0}", "bf16[2](1.5,-1.26424112)"),
        Case("empty", "y = Elu(const f32[0,3]()) {alpha=2.0}", "f32[0,3]()"),
        Case("bool is refused", "y = Elu(const bool[1](1)) {alpha=2.0}", "throws XIN2104"),
    ];
}
