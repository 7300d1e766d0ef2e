using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class QLinearMulCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("signed",
            "y = com.microsoft::QLinearMul(const i8[2](-4,6), const f32[](0.5), const i8[](0), const i8[](3), const f32[](2), const i8[](1), const f32[](2), const i8[](5))",
            "i8[2](1,11)"),
        Case("types that differ",
            "y = com.microsoft::QLinearMul(const i8[1](1), const f32[](1), const i8[](0), const u8[](3), const f32[](2), const u8[](1), const f32[](2), const i8[](5))",
            "throws XIN2104"),
    ];
}
