using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SequenceEmptyCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("no items", """
            s = SequenceEmpty() {dtype=7}
            y = SequenceLength(s)
            """, "i64[](0)"),
        Case("takes its element type only", """
            s = SequenceEmpty() {dtype=7}
            t = SequenceInsert(s, const f32[1](1))
            y = SequenceLength(t)
            """, "throws XIN2104"),
    ];
}
