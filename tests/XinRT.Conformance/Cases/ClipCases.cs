using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ClipCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("without bounds", "y = Clip(const i8[2](-128,127))", "i8[2](-128,127)"),
        Case("infinity without bounds", "y = Clip(const f32[1](Infinity))", "f32[1](Infinity)"),
        Case("one bound", "y = Clip(const bf16[2](-2,2), _, const bf16[](0.5))", "bf16[2](-2,0.5)"),
        Case("contradicting bounds", "y = Clip(const u8[1](5), const u8[](9), const u8[](3))", "u8[1](3)"),
        Case("NaN stays", "y = Clip(const f32[1](NaN), const f32[](0), const f32[](1))", "f32[1](NaN)"),
    ];
}
