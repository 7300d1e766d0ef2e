using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class GreaterOrEqualCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("floats", "y = GreaterOrEqual(const f32[4](1,2,3,NaN), const f32[](2))", "bool[4](0,1,1,0)"),
        Case("unsigned is not signed", "y = GreaterOrEqual(const u8[2](200,1), const u8[1](100))", "bool[2](1,0)"),
        Case("bf16", "y = GreaterOrEqual(const bf16[1](-1.5), const bf16[1](1.5))", "bool[1](0)"),
        Case("size with a negative number",
            "x = input f32[n]\ns = Shape(x)\ny = GreaterOrEqual(s, const i64[1](-1))",
            "bool[1](1)"),
    ];
}
