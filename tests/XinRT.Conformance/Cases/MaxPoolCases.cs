using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class MaxPoolCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("signed bytes",
            "y = MaxPool(const i8[1,1,4](-5,-3,-9,-128)) {kernel_shape=[2]}",
            "i8[1,1,3](-3,-3,-9)"),
        Case("index with the first axis fastest",
            "y, i = MaxPool(const f32[1,1,2,2](1,2,4,3)) {kernel_shape=[2,2], storage_order=1}",
            "f32[1,1,1,1](4)", "i64[1,1,1,1](1)"),
        Case("dilation",
            "y = MaxPool(const f32[1,1,5](5,1,4,2,3)) {kernel_shape=[2], dilations=[3]}",
            "f32[1,1,2](5,3)"),
        Case("no samples",
            "y = MaxPool(const f32[0,1,4]()) {kernel_shape=[2]}",
            "f32[0,1,3]()"),
        Case("window beyond the input",
            "x = input f32[1,1,3]\ny = MaxPool(x) {kernel_shape=[7]}",
            "throws XIN2104"),
    ];
}
