using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class AbsCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("least integer stays", "y = Abs(const i8[3](-128,-1,5))", "i8[3](-128,1,5)"),
        Case("negative zero", "x = Abs(const f32[2](-0.0,-2.5))\ny = Reciprocal(x)", "f32[2](Infinity,0.4)"),
        Case("bf16 and NaN", "y = Abs(const bf16[2](-1.5,NaN))", "bf16[2](1.5,NaN)"),
        Case("unsigned", "y = Abs(const u64[1](7))", "u64[1](7)"),
    ];
}
