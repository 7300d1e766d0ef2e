using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class QLinearSigmoidCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("middle",
            "y = com.microsoft::QLinearSigmoid(const u8[3](128,0,255), const f32[](0.5), const u8[](128), const f32[](0.00390625), const u8[](0))",
            "u8[3](128,0,255)"),
        Case("empty",
            "y = com.microsoft::QLinearSigmoid(const i8[0](), const f32[](0.5), const i8[](0), const f32[](1), const i8[](0))",
            "i8[0]()"),
    ];
}
