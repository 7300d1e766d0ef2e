using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class CumProdCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("exclusive from the end",
            "y = CumProd(const bf16[3](1,2,4), const i64[](0)) {exclusive=1, reverse=1}",
            "bf16[3](8,4,1)"),
        Case("along the first axis", "y = CumProd(const i64[2,2](2,3,4,5), const i64[](0))", "i64[2,2](2,3,8,15)"),
    ];
}
