using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class NegCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("least integer wraps", "y = Neg(const i16[2](-32768,3))", "i16[2](-32768,-3)"),
        Case("floats", "y = Neg(const f16[2](1.5,-Infinity))", "f16[2](-1.5,Infinity)"),
        Case("size", "x = input f32[n]\ns = Shape(x)\ny = Neg(s)", "i64[1](-2)"),
    ];
}
