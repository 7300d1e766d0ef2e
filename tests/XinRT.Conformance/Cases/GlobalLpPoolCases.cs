using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class GlobalLpPoolCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("order two by itself",
            "y = GlobalLpPool(const f32[1,1,2](3,4))",
            "f32[1,1,1](5)"),
        Case("order three",
            "y = GlobalLpPool(const f32[1,1,2](1,-2)) {p=3}",
            "f32[1,1,1](2.0800838)"),
    ];
}
