using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class GeluCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values",
            "y = Gelu(const f32[4](1,-0.5,-3,2))",
            "f32[4](0.841344746,-0.154268769,-0.00404969409,1.95449974)"),
        Case("ends of the range", "y = Gelu(const f32[2](-40,40))", "f32[2](0,40)"),
        Case("f16 scalar", "y = Gelu(const f16[](1))", "f16[](0.841344746)"),
        Case("bf16", "y = Gelu(const bf16[2](1,-0.5))", "bf16[2](0.841344746,-0.154268769)"),
        Case("empty", "y = Gelu(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = Gelu(const bool[1](1))", "throws XIN2104"),
        Case("tanh",
            "y = Gelu(const f32[3](1,-0.5,-3)) {approximate=\"tanh\"}",
            "f32[3](0.841191991,-0.15428599,-0.00363739208)"),
        Case("tail keeps its digits",
            "y = Gelu(const f32[1](-5))\nz = Mul(y, const f32[1](1e6))",
            "f32[1](-1.43325786)"),
        Case("unknown approximation", "y = Gelu(const f32[1](1)) {approximate=\"sigmoid\"}", "throws XIN2104"),
    ];
}
