using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class DynamicQuantizeLinearCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("range holds zero",
            "y, s, z = DynamicQuantizeLinear(const f32[2](2.55,1))",
            "u8[2](255,100)", "f32[](0.01)", "u8[](0)"),
        Case("negative values",
            "y, s, z = DynamicQuantizeLinear(const f32[2](-2.55,0))",
            "u8[2](0,255)", "f32[](0.01)", "u8[](255)"),
        Case("empty", "y, s, z = DynamicQuantizeLinear(const f32[0]())", "u8[0]()", "f32[](0)", "u8[](0)"),
    ];
}
