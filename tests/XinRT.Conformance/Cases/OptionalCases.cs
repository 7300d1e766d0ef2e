using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class OptionalCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("holds a tensor", """
            o = Optional(const f32[1](1))
            y = OptionalGetElement(o)
            """, "f32[1](1)"),
        Case("empty", """
            o = Optional() {type=type seq(f32[*])}
            y = OptionalHasElement(o)
            """, "bool[](0)"),
        Case("neither value nor type", """
            o = Optional()
            y = OptionalHasElement(o)
            """, "throws XIN2104"),
    ];
}
