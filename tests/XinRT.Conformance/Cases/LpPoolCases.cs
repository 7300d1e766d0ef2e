using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class LpPoolCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("order one",
            "y = LpPool(const f32[1,1,3](-1,2,-3)) {kernel_shape=[2], p=1}",
            "f32[1,1,2](3,5)"),
        Case("order two by itself",
            "y = LpPool(const f64[1,1,2](3,-4)) {kernel_shape=[2]}",
            "f64[1,1,1](5)"),
    ];
}
