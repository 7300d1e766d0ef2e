using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class EqualCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("strings", "y = Equal(const str[2](\"a\",\"b\"), const str[1](\"b\"))", "bool[2](0,1)"),
        Case("booleans", "y = Equal(const bool[2](1,0), const bool[](0))", "bool[2](0,1)"),
        Case("NaN and zeros", "y = Equal(const f32[2](NaN,0), const f32[2](NaN,-0.0))", "bool[2](0,1)"),
        Case("size is never minus one",
            "x = input f32[n,3]\ns = Shape(x)\ny = Equal(s, const i64[1](-1))",
            "bool[2](0,0)"),
    ];
}
