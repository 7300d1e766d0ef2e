using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class PReluCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("slope for each channel",
            "y = PRelu(const f32[2,2](-1,2,-3,-4), const f32[2,1](0.5,0.25))",
            "f32[2,2](-0.5,2,-0.75,-1)"),
        Case("integers", "y = PRelu(const i32[2](-3,3), const i32[](2))", "i32[2](-6,3)"),
        Case("empty", "y = PRelu(const f32[0,2](), const f32[2](1,1))", "f32[0,2]()"),
    ];
}
