using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ConcatFromSequenceCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("along the last axis", """
            s = SequenceConstruct(const f32[2,1](1,2), const f32[2,2](3,4,5,6))
            y = ConcatFromSequence(s) {axis=-1}
            """, "f32[2,3](1,3,4,2,5,6)"),
        Case("along a new last axis", """
            s = SequenceConstruct(const i64[2](1,2), const i64[2](3,4))
            y = ConcatFromSequence(s) {axis=-1, new_axis=1}
            """, "i64[2,2](1,3,2,4)"),
        Case("sizes that differ", """
            s = SequenceConstruct(const f32[2](1,2), const f32[1](3))
            y = ConcatFromSequence(s) {axis=0, new_axis=1}
            """, "throws XIN6104"),
        Case("no tensors", """
            s = SequenceEmpty()
            y = ConcatFromSequence(s) {axis=0}
            """, "throws XIN6104"),
    ];
}
