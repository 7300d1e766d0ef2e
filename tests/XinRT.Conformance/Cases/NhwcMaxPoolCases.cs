using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class NhwcMaxPoolCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("two channels",
            "y = com.microsoft::NhwcMaxPool(const u8[1,2,2,2](1,8,2,7,3,6,4,5)) {kernel_shape=[2,2]}",
            "u8[1,1,1,2](4,8)"),
    ];
}
