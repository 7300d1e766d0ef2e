using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SignCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("integers", "y = Sign(const i64[3](-9,0,4))", "i64[3](-1,0,1)"),
        Case("floats", "y = Sign(const f32[4](-0.5,0,Infinity,NaN))", "f32[4](-1,0,1,NaN)"),
        Case("unsigned", "y = Sign(const u8[2](0,200))", "u8[2](0,1)"),
    ];
}
