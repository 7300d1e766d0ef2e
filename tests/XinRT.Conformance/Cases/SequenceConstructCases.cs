using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SequenceConstructCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("items keep their sizes", """
            s = SequenceConstruct(const f32[2](1,2), const f32[1](3), const f32[0]())
            y = SequenceAt(s, const i64[](1))
            """, "f32[1](3)"),
        Case("element types must agree", "s = SequenceConstruct(const f32[2](1,2), const i64[1](3))", "throws XIN2104"),
    ];
}
