using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class Col2ImCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("overlaps add up",
            "y = Col2Im(const f32[1,2,3](1,2,3,4,5,6), const i64[1](4), const i64[1](2))",
            "f32[1,1,4](1,6,8,6)"),
        Case("wrong count of positions",
            "y = Col2Im(const f32[1,2,3](1,2,3,4,5,6), const i64[1](5), const i64[1](2))",
            "throws XIN6104"),
        Case("64-bit integers keep every bit",
            "y = Col2Im(const i64[1,1,1](9007199254740993), const i64[2](1,1), const i64[2](1,1))",
            "i64[1,1,1,1](9007199254740993)"),
    ];
}
