using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class MinCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("three operands broadcast",
            "y = Min(const f32[2,1](1,5), const f32[2](2,6), const f32[](4))",
            "f32[2,2](1,1,2,4)"),
        Case("NaN wins", "y = Min(const f32[2](NaN,1), const f32[2](1,NaN))", "f32[2](NaN,NaN)"),
        Case("unsigned", "y = Min(const u8[1](200), const u8[1](100))", "u8[1](100)"),
        Case("bf16", "y = Min(const bf16[1](-1.5), const bf16[1](0.5))", "bf16[1](-1.5)"),
        Case("sizes", "x = input f32[n,3]\ns = Shape(x)\ny = Min(s, const i64[](3))", "i64[2](2,3)"),
    ];
}
