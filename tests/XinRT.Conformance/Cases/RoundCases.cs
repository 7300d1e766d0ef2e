using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class RoundCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = Round(const f32[4](0.5,1.5,-2.5,2.6))", "f32[4](0,2,-2,3)"),
        Case("ends of the range", "y = Round(const f32[1](Infinity))", "f32[1](Infinity)"),
        Case("f16 scalar", "y = Round(const f16[](2.5))", "f16[](2)"),
        Case("bf16", "y = Round(const bf16[2](2.5,3.5))", "bf16[2](2,4)"),
        Case("empty", "y = Round(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = Round(const bool[1](1))", "throws XIN2104"),
    ];
}
