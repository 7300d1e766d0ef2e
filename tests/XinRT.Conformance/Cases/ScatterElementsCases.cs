using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ScatterElementsCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("the last of repeated indices wins",
            "y = ScatterElements(const str[2](\"a\",\"b\"), const i64[2](1,-1), const str[2](\"c\",\"d\"))",
            "str[2](\"a\",\"d\")"),
        Case("integers wrap when they are added",
            "y = ScatterElements(const u8[1,2](250,1), const i64[1,2](0,0), const u8[1,2](5,3)) {axis=1, reduction=\"add\"}",
            "u8[1,2](2,1)"),
        Case("the larger stays",
            "y = ScatterElements(const i8[2](-3,4), const i64[2](0,1), const i8[2](-5,6)) {reduction=\"max\"}",
            "i8[2](-3,6)"),
        Case("an unknown reduction",
            "y = ScatterElements(const f32[1](1), const i64[1](0), const f32[1](1)) {reduction=\"mean\"}",
            "throws XIN2104"),
        Case("an index outside",
            "y = ScatterElements(const f32[1](1), const i64[1](1), const f32[1](1))",
            "throws XIN6104"),
    ];
}
