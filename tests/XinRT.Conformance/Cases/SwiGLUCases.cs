using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SwiGLUCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("gate is broadcast",
            "y = SwiGLU(const f32[2,1](1,-2), const f32[2](3,4)) {alpha=2.0}",
            "f32[2,2](2.64239123,3.52318831,-0.10791726,-0.14388968)"),
        Case("bf16", "y = SwiGLU(const bf16[1](1), const bf16[1](2))", "bf16[1](1.46211716)"),
        Case("integers are refused", "y = SwiGLU(const i32[1](1), const i32[1](2))", "throws XIN2104"),
    ];
}
