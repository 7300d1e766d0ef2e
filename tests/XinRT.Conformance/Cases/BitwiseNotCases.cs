using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class BitwiseNotCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("unsigned", "y = BitwiseNot(const u8[2](0,170))", "u8[2](255,85)"),
        Case("signed", "y = BitwiseNot(const i32[3](0,-1,5))", "i32[3](-1,0,-6)"),
        Case("floats are refused", "y = BitwiseNot(const f32[1](1))", "throws XIN2104"),
    ];
}
