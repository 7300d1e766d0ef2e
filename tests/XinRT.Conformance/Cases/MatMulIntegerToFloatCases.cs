using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class MatMulIntegerToFloatCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("zero point of A and bias",
            "y = com.microsoft::MatMulIntegerToFloat(const u8[1,2](3,5), const i8[2,1](2,-1), const f32[](0.5), const f32[](2), const u8[](3), _, const f32[1](10))",
            "f32[1,1](8)"),
        Case("a scale per column",
            "y = com.microsoft::MatMulIntegerToFloat(const u8[1,1](3), const u8[1,2](1,2), const f32[](1), const f32[2](1,10))",
            "f32[1,2](3,60)"),
    ];
}
