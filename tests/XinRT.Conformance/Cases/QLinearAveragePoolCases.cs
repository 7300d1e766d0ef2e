using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class QLinearAveragePoolCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("other scale",
            "y = com.microsoft::QLinearAveragePool(const u8[1,1,2](10,20), const f32[](1), const u8[](0), const f32[](0.5), const u8[](3)) {kernel_shape=[2]}",
            "u8[1,1,1](33)"),
        Case("channels last",
            "y = com.microsoft::QLinearAveragePool(const i8[1,2,2](1,10,3,30), const f32[](1), const i8[](0), const f32[](1), const i8[](0)) {kernel_shape=[2], channels_last=1}",
            "i8[1,1,2](2,20)"),
    ];
}
