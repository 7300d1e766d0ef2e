using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ShapeCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("all axes", "x = input f32[2,3,4]\ny = Shape(x)", "i64[3](2,3,4)"),
        Case("from the end", "x = input i8[2,3,4]\ny = Shape(x) {start=-2, end=-1}", "i64[1](3)"),
        Case("both ends clamp", "x = input i8[2,3,4]\ny = Shape(x) {start=-9, end=9}", "i64[3](2,3,4)"),
        Case("a scalar has no axes", "x = input f64[]\ny = Shape(x)", "i64[0]()"),
    ];
}
