using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class DropoutCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("inference copies", "y, m = Dropout(const f32[2](1,2))", "f32[2](1,2)", "bool[2](1,1)"),
        Case("ratio zero keeps all",
            "y, m = Dropout(const f16[1](1), const f32[](0), const bool[](1)) {seed=3}",
            "f16[1](1)", "bool[1](1)"),
        Case("seeded draw",
            "y = Dropout(const f32[4](1,1,1,1), const f32[](0.6), const bool[](1)) {seed=0}",
            "f32[4](0,2.5,2.5,0)"),
        Case("ratio out of range", "y = Dropout(const f32[1](1), const f32[](1), const bool[](1))", "throws XIN6104"),
    ];
}
