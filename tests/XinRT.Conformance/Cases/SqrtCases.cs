using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SqrtCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = Sqrt(const f32[3](4,2,0))", "f32[3](2,1.41421356,0)"),
        Case("ends of the range", "y = Sqrt(const f32[2](-1,Infinity))", "f32[2](NaN,Infinity)"),
        Case("f16 scalar", "y = Sqrt(const f16[](4))", "f16[](2)"),
        Case("bf16", "y = Sqrt(const bf16[2](4,2))", "bf16[2](2,1.41421356)"),
        Case("empty", "y = Sqrt(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = Sqrt(const bool[1](1))", "throws XIN2104"),
    ];
}
