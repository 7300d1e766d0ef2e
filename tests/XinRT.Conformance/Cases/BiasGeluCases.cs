using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class BiasGeluCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("bias on the last axis",
            "y = com.microsoft::BiasGelu(const f32[1,2](1,-2), const f32[2](0.5,1.5))",
            "f32[1,2](1.3997892,-0.154268769)"),
        Case("bias of a wrong size",
            "x = input f32[1,2]\nb = input f32[3]\ny = com.microsoft::BiasGelu(x, b)",
            "throws XIN2104"),
    ];
}
