using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class AtanCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = Atan(const f32[3](0.5,-3,100))", "f32[3](0.463647609,-1.24904577,1.56079666)"),
        Case("ends of the range", "y = Atan(const f32[1](Infinity))", "f32[1](1.57079633)"),
        Case("f16 scalar", "y = Atan(const f16[](0.5))", "f16[](0.463647609)"),
        Case("bf16", "y = Atan(const bf16[2](0.5,-3))", "bf16[2](0.463647609,-1.24904577)"),
        Case("empty", "y = Atan(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = Atan(const bool[1](1))", "throws XIN2104"),
    ];
}
