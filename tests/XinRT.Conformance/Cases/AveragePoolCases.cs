using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class AveragePoolCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("padding counts when asked",
            "y = AveragePool(const f32[1,1,3](1,2,3)) {kernel_shape=[3], pads=[1,1], count_include_pad=1}",
            "f32[1,1,3](1,2,1.6666667)"),
        Case("padding does not count by itself",
            "y = AveragePool(const f64[1,1,3](1,2,3)) {kernel_shape=[3], pads=[1,1]}",
            "f64[1,1,3](1.5,2,2.5)"),
        Case("last window runs over the end",
            "y = AveragePool(const f16[1,1,4](1,2,3,4)) {kernel_shape=[3], strides=[2], ceil_mode=1}",
            "f16[1,1,2](2,3.5)"),
        Case("odd padding goes behind",
            "y = AveragePool(const f32[1,1,3](1,2,3)) {kernel_shape=[2], auto_pad=\"SAME_UPPER\"}",
            "f32[1,1,3](1.5,2.5,3)"),
        Case("zero stride",
            "x = input f32[1,1,3]\ny = AveragePool(x) {kernel_shape=[2], strides=[0]}",
            "throws XIN2104"),
    ];
}
