using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ReluCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("floats", "y = Relu(const f32[3](-1,2,NaN))", "f32[3](0,2,NaN)"),
        Case("integers", "y = Relu(const i32[2](-7,7))", "i32[2](0,7)"),
        Case("bf16", "y = Relu(const bf16[2](-1.5,1.5))", "bf16[2](0,1.5)"),
    ];
}
