using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class GlobalMaxPoolCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("half precision",
            "y = GlobalMaxPool(const f16[1,2,1,2](1,3,-5,-9))",
            "f16[1,2,1,1](3,-5)"),
    ];
}
