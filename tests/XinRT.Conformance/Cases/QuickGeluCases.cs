using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class QuickGeluCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values",
            "y = com.microsoft::QuickGelu(const f32[3](1,-0.5,2))",
            "f32[3](0.845795766,-0.149611563,1.93565862)"),
        Case("f16 scalar", "y = com.microsoft::QuickGelu(const f16[](1))", "f16[](0.845795766)"),
        Case("bf16", "y = com.microsoft::QuickGelu(const bf16[2](1,-0.5))", "bf16[2](0.845795766,-0.149611563)"),
        Case("empty", "y = com.microsoft::QuickGelu(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = com.microsoft::QuickGelu(const bool[1](1))", "throws XIN2104"),
    ];
}
