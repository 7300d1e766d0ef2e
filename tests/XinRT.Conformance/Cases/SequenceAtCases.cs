using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SequenceAtCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("from the end", """
            s = SequenceConstruct(const f32[2](1,2), const f32[1](3), const f32[0]())
            y = SequenceAt(s, const i32[](-3))
            """, "f32[2](1,2)"),
        Case("empty item", """
            s = SequenceConstruct(const f32[2](1,2), const f32[1](3), const f32[0]())
            y = SequenceAt(s, const i64[](2))
            """, "f32[0]()"),
        Case("behind the end", """
            s = SequenceConstruct(const f32[2](1,2), const f32[1](3), const f32[0]())
            y = SequenceAt(s, const i64[](3))
            """, "throws XIN2104"),
        Case("behind the end, found by the run", """
            s = SequenceConstruct(const f32[2](1,2), const f32[1](3), const f32[0]())
            t = SequenceErase(s)
            y = SequenceAt(t, const i64[](2))
            """, "throws XIN6104"),
    ];
}
