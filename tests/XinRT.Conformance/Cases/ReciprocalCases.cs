using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ReciprocalCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = Reciprocal(const f32[3](4,-2,0.125))", "f32[3](0.25,-0.5,8)"),
        Case("ends of the range", "y = Reciprocal(const f32[2](0,Infinity))", "f32[2](Infinity,0)"),
        Case("f16 scalar", "y = Reciprocal(const f16[](4))", "f16[](0.25)"),
        Case("bf16", "y = Reciprocal(const bf16[2](4,-2))", "bf16[2](0.25,-0.5)"),
        Case("empty", "y = Reciprocal(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = Reciprocal(const bool[1](1))", "throws XIN2104"),
    ];
}
