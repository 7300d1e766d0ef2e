using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class AsinCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = Asin(const f32[3](0.5,-0.25,1))", "f32[3](0.523598776,-0.252680255,1.57079633)"),
        Case("ends of the range", "y = Asin(const f32[1](2))", "f32[1](NaN)"),
        Case("f16 scalar", "y = Asin(const f16[](0.5))", "f16[](0.523598776)"),
        Case("bf16", "y = Asin(const bf16[2](0.5,-0.25))", "bf16[2](0.523598776,-0.252680255)"),
        Case("empty", "y = Asin(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = Asin(const bool[1](1))", "throws XIN2104"),
    ];
}
