using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class LogCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = Log(const f32[3](1,2,0.125))", "f32[3](0,0.693147181,-2.07944154)"),
        Case("ends of the range", "y = Log(const f32[2](0,-1))", "f32[2](-Infinity,NaN)"),
        Case("f16 scalar", "y = Log(const f16[](2))", "f16[](0.693147181)"),
        Case("bf16", "y = Log(const bf16[2](2,8))", "bf16[2](0.693147181,2.07944154)"),
        Case("empty", "y = Log(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = Log(const bool[1](1))", "throws XIN2104"),
    ];
}
