using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class MulCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("integers wrap", "y = Mul(const i8[1](100), const i8[1](3))", "i8[1](44)"),
        Case("inner axis", "y = Mul(const f32[2,2](1,2,3,4), const f32[2,1](2,3))", "f32[2,2](2,4,9,12)"),
        Case("infinity times zero", "y = Mul(const f32[1](Infinity), const f32[1](0))", "f32[1](NaN)"),
        Case("sizes", "x = input f32[n,3]\ns = Shape(x)\ny = Mul(s, s)", "i64[2](4,9)"),
    ];
}
