using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class LoopCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("a carried size grows", """
            y = Loop(const i64[](3), const bool[](1), const f32[1](1)) body {
                i = input i64[]
                c = input bool[]
                x = input f32[n]
                d = Concat(x, x) {axis=0}
                output c
                output d
            }
            """, "f32[8](1,1,1,1,1,1,1,1)"),
        Case("scan output without iterations", """
            y = Loop(const i64[](0), const bool[](1)) body {
                i = input i64[]
                c = input bool[]
                v = Identity(const f32[2](1,2))
                output c
                output v
            }
            """, "f32[0,2]()"),
        Case("without condition input the condition is ignored", """
            y = Loop(const i64[](2), _) body {
                i = input i64[]
                c = input bool[]
                v = Identity(i)
                output const bool[](0)
                output v
            }
            """, "i64[2](0,1)"),
        Case("without M the condition ends it", """
            y = Loop(_, _, const i64[](1), const i64[](40)) body {
                i = input i64[]
                c = input bool[]
                x = input i64[]
                limit = capture i64[]
                d = Add(x, x)
                more = Less(d, limit)
                output more
                output d
            }
            """, "i64[](64)"),
        Case("slices of different sizes", """
            y = Loop(const i64[](2), _) body {
                i = input i64[]
                c = input bool[]
                v = Range(const i64[](0), i, const i64[](1))
                output c
                output v
            }
            """, "throws XIN6104"),
        Case("the element type changes", """
            y = Loop(const i64[](2), _, const f32[](0)) body {
                i = input i64[]
                c = input bool[]
                x = input f32[]
                output c
                output i
            }
            """, "throws XIN2104"),
    ];
}
