using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class CausalConvWithStateCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("the past comes first",
            "y, s = CausalConvWithState(const f32[1,1,3](1,2,3), const f32[1,1,2](10,1), _, const f32[1,1,1](5))",
            "f32[1,1,3](51,12,23)", "f32[1,1,1](3)"),
        Case("a long kernel keeps zeros",
            "y, s = CausalConvWithState(const f16[1,1,1](4), const f16[1,1,3](1,1,1))",
            "f16[1,1,1](4)", "f16[1,1,2](0,4)"),
        Case("another activation",
            "y, s = CausalConvWithState(const f32[1,1,1](4), const f32[1,1,1](1)) {activation=\"relu\"}",
            "throws XIN2104"),
    ];
}
