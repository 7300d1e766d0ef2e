using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class MishCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = Mish(const f32[3](0,1,-3))", "f32[3](0,0.865098388,-0.145647461)"),
        Case("ends of the range", "y = Mish(const f32[1](100))", "f32[1](100)"),
        Case("f16 scalar", "y = Mish(const f16[](1))", "f16[](0.865098388)"),
        Case("bf16", "y = Mish(const bf16[2](1,2))", "bf16[2](0.865098388,1.94395896)"),
        Case("empty", "y = Mish(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = Mish(const bool[1](1))", "throws XIN2104"),
    ];
}
