using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class CeilCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = Ceil(const f32[3](1.2,-1.2,2))", "f32[3](2,-1,2)"),
        Case("ends of the range", "y = Ceil(const f32[1](Infinity))", "f32[1](Infinity)"),
        Case("f16 scalar", "y = Ceil(const f16[](1.5))", "f16[](2)"),
        Case("bf16", "y = Ceil(const bf16[2](1.5,-1.5))", "bf16[2](2,-1)"),
        Case("empty", "y = Ceil(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = Ceil(const bool[1](1))", "throws XIN2104"),
        Case("quotient of a size",
            "x = input f32[n,5]\ns = Shape(x) {start=1}\nf = Cast(s) {to=1}\nq = Div(f, const f32[](2.0))\nr = Ceil(q)\ny = Cast(r) {to=7}",
            "i64[1](3)"),
    ];
}
