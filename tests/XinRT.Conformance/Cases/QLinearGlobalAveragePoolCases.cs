using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class QLinearGlobalAveragePoolCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("channels last",
            "y = com.microsoft::QLinearGlobalAveragePool(const u8[1,2,2](1,10,3,30), const f32[](1), const u8[](0), const f32[](1), const u8[](0)) {channels_last=1}",
            "u8[1,1,2](2,20)"),
    ];
}
