using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class QLinearSoftmaxCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("bytes",
            "y = com.microsoft::QLinearSoftmax(const u8[2](3,3), const f32[](0.5), const u8[](1), const f32[](0.00390625), const u8[](0)) {opset=13,axis=-1}",
            "u8[2](128,128)"),
        Case("older opsets join the axes",
            "y = com.microsoft::QLinearSoftmax(const i8[2,2](1,1,1,1), const f32[](1), const i8[](0), const f32[](0.25), const i8[](-2)) {opset=11,axis=0}",
            "i8[2,2](-1,-1,-1,-1)"),
    ];
}
