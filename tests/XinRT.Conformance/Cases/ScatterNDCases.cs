using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ScatterNDCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("a row",
            "y = ScatterND(const bool[2,2](0,0,0,0), const i64[1,1](-1), const bool[1,2](1,1))",
            "bool[2,2](0,0,1,1)"),
        Case("products build up",
            "y = ScatterND(const bf16[2](2,3), const i64[2,1](0,0), const bf16[2](4,5)) {reduction=\"mul\"}",
            "bf16[2](40,3)"),
        Case("unsigned numbers are compared as such",
            "y = ScatterND(const u64[1](1), const i64[1,1](0), const u64[1](7)) {reduction=\"min\"}",
            "u64[1](1)"),
        Case("no updates", "y = ScatterND(const f32[2](1,2), const i64[0,1](), const f32[0]())", "f32[2](1,2)"),
        Case("updates of another shape",
            "y = ScatterND(const f32[2](1,2), const i64[1,1](0), const f32[2](1,2))",
            "throws XIN6104"),
        Case("an index outside", "y = ScatterND(const f32[2](1,2), const i64[2,1](0,2), const f32[2](7,8))", "throws XIN6104"),
    ];
}
