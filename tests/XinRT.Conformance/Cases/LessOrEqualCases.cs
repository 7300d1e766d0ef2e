using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class LessOrEqualCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("floats", "y = LessOrEqual(const f32[4](1,2,3,NaN), const f32[](2))", "bool[4](1,1,0,0)"),
        Case("unsigned is not signed", "y = LessOrEqual(const u8[2](200,1), const u8[1](100))", "bool[2](0,1)"),
        Case("bf16", "y = LessOrEqual(const bf16[1](-1.5), const bf16[1](1.5))", "bool[1](1)"),
        Case("size with a negative number",
            "x = input f32[n]\ns = Shape(x)\ny = LessOrEqual(s, const i64[1](-1))",
            "bool[1](0)"),
    ];
}
