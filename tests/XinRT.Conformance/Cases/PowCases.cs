using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class PowCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("integer powers are exact",
            "y = Pow(const i64[3](3,-2,7), const i64[3](39,63,-1))",
            "i64[3](4052555153018976267,-9223372036854775808,0)"),
        Case("types of the base", "y = Pow(const i32[2](2,9), const f32[2](3,0.5))", "i32[2](8,3)"),
        Case("negative base", "y = Pow(const f32[2](-2,-2), const f32[2](3,0.5))", "f32[2](-8,NaN)"),
        Case("square of a row", "y = Pow(const f32[2](-3,1.5), const f32[](2))", "f32[2](9,2.25)"),
        Case("bf16", "y = Pow(const bf16[1](2), const i8[1](5))", "bf16[1](32)"),
    ];
}
