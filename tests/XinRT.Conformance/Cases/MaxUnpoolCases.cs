using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class MaxUnpoolCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("one axis",
            "y = MaxUnpool(const f32[1,1,2](7,9), const i64[1,1,2](1,2)) {kernel_shape=[2], strides=[2]}",
            "f32[1,1,4](0,7,9,0)"),
        Case("index outside",
            "y = MaxUnpool(const f32[1,1,2](7,9), const i64[1,1,2](1,4)) {kernel_shape=[2], strides=[2]}",
            "throws XIN6104"),
    ];
}
