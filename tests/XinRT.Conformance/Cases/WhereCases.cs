using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class WhereCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("all three are broadcast",
            "y = Where(const bool[2,1](1,0), const i8[2](1,2), const i8[](9))",
            "i8[2,2](1,2,9,9)"),
        Case("strings",
            "y = Where(const bool[2](1,0), const str[1](\"yes\"), const str[1](\"no\"))",
            "str[2](\"yes\",\"no\")"),
        Case("target of Expand",
            "x = input f32[n,3]\ns = Shape(x)\ne = Equal(s, const i64[](-1))\ny = Where(e, const i64[2](1,1), s)",
            "i64[2](2,3)"),
        Case("empty", "y = Where(const bool[0](), const f64[1](1), const f64[1](2))", "f64[0]()"),
        Case("types that differ", "y = Where(const bool[1](1), const f32[1](1), const i32[1](2))", "throws XIN2104"),
    ];
}
