using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SequenceInsertCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("at the end by default", """
            s = SequenceConstruct(const f32[2](1,2), const f32[1](3), const f32[0]())
            t = SequenceInsert(s, const f32[1](9))
            y = SequenceAt(t, const i64[](-1))
            """, "f32[1](9)"),
        Case("before a position from the end", """
            s = SequenceConstruct(const f32[2](1,2), const f32[1](3), const f32[0]())
            t = SequenceInsert(s, const f32[1](9), const i64[](-1))
            y = ConcatFromSequence(t) {axis=0}
            """, "f32[4](1,2,3,9)"),
        Case("at the gap behind the last", """
            s = SequenceConstruct(const f32[2](1,2), const f32[1](3), const f32[0]())
            t = SequenceInsert(s, const f32[1](9), const i64[](3))
            y = SequenceAt(t, const i64[](3))
            """, "f32[1](9)"),
        Case("behind the gap", """
            s = SequenceConstruct(const f32[2](1,2), const f32[1](3), const f32[0]())
            t = SequenceInsert(s, const f32[1](9), const i64[](4))
            y = SequenceLength(t)
            """, "throws XIN6104"),
    ];
}
