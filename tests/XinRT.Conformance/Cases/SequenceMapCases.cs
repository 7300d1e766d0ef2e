using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SequenceMapCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("items with a value all see", """
            s = SequenceConstruct(const f32[2](1,2), const f32[1](3))
            t = SequenceMap(s, const f32[](10)) body {
                x = input f32[n]
                k = input f32[]
                y = Mul(x, k)
            }
            y = ConcatFromSequence(t) {axis=0}
            """, "f32[3](10,20,30)"),
        Case("no items", """
            s = SequenceEmpty()
            t = SequenceMap(s) body {
                x = input f32[*]
                y = Identity(x)
            }
            y = SequenceLength(t)
            """, "i64[](0)"),
        Case("lengths that differ", """
            s = SequenceConstruct(const f32[](1), const f32[](2))
            u = SequenceConstruct(const f32[](1))
            t = SequenceMap(s, u) body {
                x = input f32[]
                k = input f32[]
                y = Mul(x, k)
            }
            """, "throws XIN6104"),
    ];
}
