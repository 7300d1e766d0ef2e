using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SoftplusCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = Softplus(const f32[3](0,1,-5))", "f32[3](0.693147181,1.31326169,0.00671534849)"),
        Case("ends of the range", "y = Softplus(const f32[3](200,-200,-30))", "f32[3](200,0,9.35762297e-14)"),
        Case("f16 scalar", "y = Softplus(const f16[](0))", "f16[](0.693147181)"),
        Case("bf16", "y = Softplus(const bf16[2](0,1))", "bf16[2](0.693147181,1.31326169)"),
        Case("empty", "y = Softplus(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = Softplus(const bool[1](1))", "throws XIN2104"),
    ];
}
