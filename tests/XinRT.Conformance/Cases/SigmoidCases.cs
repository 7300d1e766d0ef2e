using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SigmoidCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = Sigmoid(const f32[3](0,1,-2.5))", "f32[3](0.5,0.731058579,0.07585818)"),
        Case("ends of the range", "y = Sigmoid(const f32[2](200,-200))", "f32[2](1,0)"),
        Case("f16 scalar", "y = Sigmoid(const f16[](0))", "f16[](0.5)"),
        Case("bf16", "y = Sigmoid(const bf16[2](0,1))", "bf16[2](0.5,0.731058579)"),
        Case("empty", "y = Sigmoid(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = Sigmoid(const bool[1](1))", "throws XIN2104"),
    ];
}
