using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ConstantOfShapeCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("float zeros by default", "y = ConstantOfShape(const i64[2](1,2))", "f32[1,2](0,0)"),
        Case("an empty shape is a scalar",
            "y = ConstantOfShape(const i64[0]()) {value=const f8e4m3fn[1](1.5)}",
            "f8e4m3fn[](1.5)"),
        Case("a negative size", "y = ConstantOfShape(const i64[1](-1))", "throws XIN2104"),
    ];
}
