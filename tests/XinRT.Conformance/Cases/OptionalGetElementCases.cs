using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class OptionalGetElementCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("holds a sequence", """
            s = SequenceConstruct(const f32[1](4))
            o = Optional(s)
            t = OptionalGetElement(o)
            y = SequenceAt(t, const i64[](0))
            """, "f32[1](4)"),
        Case("a tensor passes", "y = OptionalGetElement(const i8[1](4))", "i8[1](4)"),
        Case("empty", """
            o = Optional() {type=type f32[2]}
            y = OptionalGetElement(o)
            """, "throws XIN6104"),
    ];
}
