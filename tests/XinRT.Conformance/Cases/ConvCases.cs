using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ConvCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("every channel alone",
            "y = Conv(const f64[1,2,3](1,2,3,4,5,6), const f64[2,1,2](1,1,1,-1), const f64[2](10,20)) {group=2}",
            "f64[1,2,2](13,15,19,19)"),
        Case("dilated and padded",
            "y = Conv(const bf16[1,1,3](1,2,3), const bf16[1,1,2](1,1)) {dilations=[2],pads=[1,1]}",
            "bf16[1,1,3](2,4,2)"),
        Case("the odd padding comes first",
            "y = Conv(const f32[1,1,4](1,2,3,4), const f32[1,1,2](1,1)) {auto_pad=\"SAME_LOWER\"}",
            "f32[1,1,4](1,3,5,7)"),
        Case("no images", "y = Conv(const f32[0,1,4](), const f32[1,1,2](1,1))", "f32[0,1,3]()"),
        Case("wrong channels", "x = input f32[n,3,8,8]\ny = Conv(x, const f32[4,2,3,3])", "throws XIN2104"),
        Case("the kernel is too long", "y = Conv(const f32[1,1,2], const f32[1,1,4])", "throws XIN2104"),
        Case("stride zero", "y = Conv(const f32[1,1,4], const f32[1,1,2]) {strides=[0]}", "throws XIN2104"),
    ];
}
