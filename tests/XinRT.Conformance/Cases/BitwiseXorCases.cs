using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class BitwiseXorCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("unsigned", "y = BitwiseXor(const u8[2](12,255), const u8[](10))", "u8[2](6,245)"),
        Case("signed", "y = BitwiseXor(const i64[1](-4), const i64[1](6))", "i64[1](-6)"),
        Case("floats are refused", "y = BitwiseXor(const f32[1](1), const f32[1](1))", "throws XIN2104"),
    ];
}
