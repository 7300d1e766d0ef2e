using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class MatMulIntegerCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("zero points per row and column",
            "y = MatMulInteger(const u8[2,1](5,5), const i8[1,2](1,2), const u8[2](1,2), const i8[2](0,1))",
            "i32[2,2](4,4,3,3)"),
        Case("extremes are exact",
            "y = MatMulInteger(const u8[1,2](255,255), const i8[2,1](-128,-128), _, const i8[](127))",
            "i32[1,1](-130050)"),
        Case("columns and rows differ", "y = MatMulInteger(const u8[1,2], const u8[3,1])", "throws XIN2104"),
    ];
}
