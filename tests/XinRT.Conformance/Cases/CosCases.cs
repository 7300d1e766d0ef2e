using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class CosCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = Cos(const f32[3](0,1,-2.5))", "f32[3](1,0.540302306,-0.801143616)"),
        Case("f16 scalar", "y = Cos(const f16[](0.5))", "f16[](0.877582562)"),
        Case("bf16", "y = Cos(const bf16[2](0.5,1))", "bf16[2](0.877582562,0.540302306)"),
        Case("empty", "y = Cos(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = Cos(const bool[1](1))", "throws XIN2104"),
    ];
}
