using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SequenceLengthCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("counts empty items too", """
            s = SequenceConstruct(const f32[2](1,2), const f32[1](3), const f32[0]())
            y = SequenceLength(s)
            """, "i64[](3)"),
        Case("needs a sequence", "y = SequenceLength(const f32[2](1,2))", "throws XIN2104"),
    ];
}
