using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class BitwiseAndCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("unsigned", "y = BitwiseAnd(const u8[2](12,255), const u8[](10))", "u8[2](8,10)"),
        Case("signed", "y = BitwiseAnd(const i64[1](-4), const i64[1](6))", "i64[1](4)"),
        Case("floats are refused", "y = BitwiseAnd(const f32[1](1), const f32[1](1))", "throws XIN2104"),
    ];
}
