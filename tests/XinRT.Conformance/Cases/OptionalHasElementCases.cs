using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class OptionalHasElementCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("absent input", "y = OptionalHasElement()", "bool[](0)"),
        Case("full", """
            o = Optional(const f32[0]())
            y = OptionalHasElement(o)
            """, "bool[](1)"),
        Case("a sequence without items", """
            s = SequenceEmpty()
            y = OptionalHasElement(s)
            """, "bool[](1)"),
    ];
}
