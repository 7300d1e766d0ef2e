using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ConvTransposeCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("a wanted size cuts the beginning",
            "y = ConvTranspose(const f32[1,1,2](1,2), const f32[1,1,2](1,3)) {strides=[2],output_shape=[3]}",
            "f32[1,1,3](3,2,6)"),
        Case("same upper cuts the end",
            "y = ConvTranspose(const f32[1,1,2](1,2), const f32[1,1,2](1,3)) {strides=[2],output_shape=[3],auto_pad=\"SAME_UPPER\"}",
            "f32[1,1,3](1,3,2)"),
        Case("groups in half precision",
            "y = ConvTranspose(const f16[1,2,1](2,3), const f16[2,1,2](1,2,3,4)) {group=2}",
            "f16[1,2,2](2,4,9,12)"),
        Case("output padding holds the bias",
            "y = ConvTranspose(const f32[1,1,1](5), const f32[1,1,1](2), const f32[1](1)) {strides=[2],output_padding=[1]}",
            "f32[1,1,2](11,1)"),
        Case("wrong channels", "y = ConvTranspose(const f32[1,3,4], const f32[2,1,2])", "throws XIN2104"),
    ];
}
