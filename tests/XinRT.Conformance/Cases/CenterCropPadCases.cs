using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class CenterCropPadCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("crops one axis and pads the other",
            "y = CenterCropPad(const i8[1,5](1,2,3,4,5), const i64[2](2,2))",
            "i8[2,2](2,3,0,0)"),
        Case("an odd difference puts more at the end",
            "y = CenterCropPad(const str[2](\"a\",\"b\"), const i64[1](5)) {axes=[-1]}",
            "str[5](\"\",\"a\",\"b\",\"\",\"\")"),
        Case("as many sizes as axes",
            "y = CenterCropPad(const f32[2,2](1,2,3,4), const i64[1](2))",
            "throws XIN2104"),
    ];
}
