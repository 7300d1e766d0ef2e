using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class BitwiseOrCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("unsigned", "y = BitwiseOr(const u8[2](12,255), const u8[](10))", "u8[2](14,255)"),
        Case("signed", "y = BitwiseOr(const i64[1](-4), const i64[1](6))", "i64[1](-2)"),
        Case("floats are refused", "y = BitwiseOr(const f32[1](1), const f32[1](1))", "throws XIN2104"),
    ];
}
