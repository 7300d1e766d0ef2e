using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class GlobalAveragePoolCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("one spatial axis",
            "y = GlobalAveragePool(const f64[1,2,2](1,3,5,9))",
            "f64[1,2,1](2,7)"),
    ];
}
