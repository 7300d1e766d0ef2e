using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class QLinearAddCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("broadcast",
            "y = com.microsoft::QLinearAdd(const u8[2](12,14), const f32[](0.5), const u8[](10), const u8[1](3), const f32[](1), const u8[](1), const f32[](0.25), const u8[](0))",
            "u8[2](12,16)"),
        Case("without zero points",
            "y = com.microsoft::QLinearAdd(const i8[1](100), const f32[](1), _, const i8[1](100), const f32[](1), _, const f32[](1))",
            "i8[1](127)"),
    ];
}
