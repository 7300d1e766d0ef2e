using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class QLinearLeakyReluCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("both sides",
            "y = com.microsoft::QLinearLeakyRelu(const i8[2](-8,8), const f32[](1), const i8[](0), const f32[](0.5), const i8[](1)) {alpha=0.25}",
            "i8[2](-3,17)"),
        Case("floats are refused",
            "y = com.microsoft::QLinearLeakyRelu(const f32[1](1), const f32[](1), const i8[](0), const f32[](0.5), const i8[](1))",
            "throws XIN2104"),
    ];
}
