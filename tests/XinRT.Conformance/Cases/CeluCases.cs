using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class CeluCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = Celu(const f32[3](1.5,-1,0)) {alpha=2.0}", "f32[3](1.5,-0.786938681,0)"),
        Case("f16 scalar", "y = Celu(const f16[](1.5)) {alpha=2.0}", "f16[](1.5)"),
        Case("bf16", "y = Celu(const bf16[2](1.5,-1)) {alpha=2.0}", "bf16[2](1.5,-0.786938681)"),
        Case("empty", "y = Celu(const f32[0,3]()) {alpha=2.0}", "f32[0,3]()"),
        Case("bool is refused", "y = Celu(const bool[1](1)) {alpha=2.0}", "throws XIN2104"),
    ];
}
