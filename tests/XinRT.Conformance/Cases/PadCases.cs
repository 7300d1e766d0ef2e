using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class PadCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("negative amounts cut off",
            "y = Pad(const i32[4](1,2,3,4), const i64[2](-1,1), const i32[](9))",
            "i32[4](2,3,4,9)"),
        Case("without a value zeros are added",
            "y = Pad(const bool[1,2](1,1), const i64[2](1,0), _, const i64[1](-1))",
            "bool[1,3](0,1,1)"),
        Case("reflection runs back and forth",
            "y = Pad(const f32[3](1,2,3), const i64[2](3,3)) {mode=\"reflect\"}",
            "f32[9](2,3,2,1,2,3,2,1,2)"),
        Case("what is cut off is not reflected",
            "y = Pad(const u8[4](1,2,3,4), const i64[2](-1,2)) {mode=\"reflect\"}",
            "u8[5](2,3,4,3,2)"),
        Case("wrapping more than once",
            "y = Pad(const str[2](\"a\",\"b\"), const i64[2](3,1)) {mode=\"wrap\"}",
            "str[6](\"b\",\"a\",\"b\",\"a\",\"b\",\"a\")"),
        Case("an empty axis has no edge",
            "y = Pad(const f32[0](), const i64[2](1,0)) {mode=\"edge\"}",
            "throws XIN6104"),
        Case("an unknown mode", "y = Pad(const f32[1](1), const i64[2](1,0)) {mode=\"mirror\"}", "throws XIN2104"),
    ];
}
