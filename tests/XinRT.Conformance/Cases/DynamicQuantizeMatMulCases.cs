using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class DynamicQuantizeMatMulCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("the range of A takes in zero",
            "y = com.microsoft::DynamicQuantizeMatMul(const f32[1,2](-1,254), const u8[2,1](1,2), const f32[](0.5))",
            "f32[1,1](253.5)"),
        Case("zero point per column and bias",
            "y = com.microsoft::DynamicQuantizeMatMul(const f32[1,1](255), const i8[1,2](1,2), const f32[2](1,2), const i8[2](0,1), const f32[2](1,0))",
            "f32[1,2](256,510)"),
    ];
}
