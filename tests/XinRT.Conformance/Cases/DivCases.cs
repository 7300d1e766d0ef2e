using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class DivCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("integers are truncated", "y = Div(const i32[3](7,-7,7), const i32[3](2,2,-2))", "i32[3](3,-3,-3)"),
        Case("least integer over minus one", "y = Div(const i8[1](-128), const i8[1](-1))", "i8[1](-128)"),
        Case("integer over zero", "y = Div(const u8[1](9), const u8[1](0))", "u8[1](0)"),
        Case("floats", "y = Div(const f32[](1), const f32[2](4,0))", "f32[2](0.25,Infinity)"),
        Case("sizes", "x = input f32[n,7]\ns = Shape(x)\ny = Div(s, const i64[](2))", "i64[2](1,3)"),
    ];
}
