using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SequenceEraseCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("the last by default", """
            s = SequenceConstruct(const f32[2](1,2), const f32[1](3), const f32[0]())
            t = SequenceErase(s)
            y = ConcatFromSequence(t) {axis=0}
            """, "f32[3](1,2,3)"),
        Case("from the end", """
            s = SequenceConstruct(const f32[2](1,2), const f32[1](3), const f32[0]())
            t = SequenceErase(s, const i64[](-3))
            y = ConcatFromSequence(t) {axis=0}
            """, "f32[1](3)"),
        Case("nothing to erase", """
            s = SequenceEmpty()
            t = SequenceErase(s)
            y = SequenceLength(t)
            """, "throws XIN6104"),
    ];
}
