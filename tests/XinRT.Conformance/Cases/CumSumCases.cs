using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class CumSumCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("exclusive from the end",
            "y = CumSum(const f64[3](1,2,4), const i64[](0)) {exclusive=1, reverse=1}",
            "f64[3](6,4,0)"),
        Case("integers wrap",
            "y = CumSum(const i32[2](2147483647,1), const i32[](-1))",
            "i32[2](2147483647,-2147483648)"),
        Case("an empty axis", "y = CumSum(const f32[2,0](), const i64[](1))", "f32[2,0]()"),
        Case("an axis outside", "y = CumSum(const f32[2](1,2), const i64[](1))", "throws XIN2104"),
    ];
}
