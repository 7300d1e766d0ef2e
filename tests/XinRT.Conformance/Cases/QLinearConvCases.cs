using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class QLinearConvCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("a scale per filter, and a bias",
            "y = QLinearConv(const u8[1,1,2](12,14), const f32[](0.5), const u8[](10), const i8[2,1,1](1,-1), const f32[2](2,1), const i8[2](0,0), const f32[](1), const u8[](1), const i32[2](3,0))",
            "u8[1,2,2](6,8,0,0)"),
        Case("channels last",
            "y = com.microsoft::QLinearConv(const u8[1,2,1](12,14), const f32[](0.5), const u8[](10), const i8[2,1,1](1,-1), const f32[2](2,1), const i8[2](0,0), const f32[](1), const u8[](1), const i32[2](3,0)) {channels_last=1}",
            "u8[1,2,2](6,0,8,0)"),
        Case("too few scales",
            "y = QLinearConv(const u8[1,1,2], const f32[](1), const u8[](0), const i8[3,1,1], const f32[2](2,1), const i8[](0), const f32[](1), const u8[](1))",
            "throws XIN6104"),
    ];
}
