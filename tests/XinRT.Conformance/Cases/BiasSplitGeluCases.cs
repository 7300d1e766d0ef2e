using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class BiasSplitGeluCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("halves",
            "y = com.microsoft::BiasSplitGelu(const f32[1,1,4](1,2,3,-1), const f32[4](1,0,-1,0))",
            "f32[1,1,2](3.90899947,-0.317310508)"),
        Case("f16",
            "y = com.microsoft::BiasSplitGelu(const f16[1,1,2](2,1), const f16[2](0,0))",
            "f16[1,1,1](1.68268949)"),
    ];
}
