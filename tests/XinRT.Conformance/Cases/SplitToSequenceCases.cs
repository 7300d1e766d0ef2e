using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SplitToSequenceCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("single slices lose the axis", """
            s = SplitToSequence(const f32[2,2](1,2,3,4)) {axis=-1, keepdims=0}
            y = SequenceAt(s, const i64[](1))
            """, "f32[2](2,4)"),
        Case("the last part may be smaller", """
            s = SplitToSequence(const str[3]("a","b","c"), const i64[](2))
            y = SequenceAt(s, const i64[](1))
            """, """
            str[1]("c")
            """),
        Case("a list of sizes ignores keepdims", """
            s = SplitToSequence(const i8[2,3](1,2,3,4,5,6), const i64[2](1,2)) {axis=1, keepdims=0}
            y = SequenceAt(s, const i64[](0))
            """, "i8[2,1](1,4)"),
        Case("parts of size zero", "s = SplitToSequence(const f32[3](1,2,3), const i64[](0))", "throws XIN6104"),
        Case("parts that do not fill the axis", "s = SplitToSequence(const f32[3](1,2,3), const i64[2](1,1))", "throws XIN2104"),
    ];
}
