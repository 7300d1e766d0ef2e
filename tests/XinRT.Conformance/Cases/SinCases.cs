using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SinCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = Sin(const f32[3](0,1,-2.5))", "f32[3](0,0.841470985,-0.598472144)"),
        Case("f16 scalar", "y = Sin(const f16[](0.5))", "f16[](0.479425539)"),
        Case("bf16", "y = Sin(const bf16[2](0.5,1))", "bf16[2](0.479425539,0.841470985)"),
        Case("empty", "y = Sin(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = Sin(const bool[1](1))", "throws XIN2104"),
    ];
}
