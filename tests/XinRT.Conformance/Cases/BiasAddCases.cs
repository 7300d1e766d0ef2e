using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class BiasAddCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("three operands",
            "y = com.microsoft::BiasAdd(const f32[1,1,2](1,2), const f32[2](10,20), const f32[1,1,2](100,200))",
            "f32[1,1,2](111,222)"),
        Case("f16",
            "y = com.microsoft::BiasAdd(const f16[1,1,1](1), const f16[1](0.5), const f16[1,1,1](2))",
            "f16[1,1,1](3.5)"),
    ];
}
