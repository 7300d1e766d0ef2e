using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class RangeCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("downwards", "y = Range(const i16[](3), const i16[](-2), const i16[](-2))", "i16[3](3,1,-1)"),
        Case("the limit is behind the start",
            "y = Range(const f64[](3), const f64[](1), const f64[](0.5))",
            "f64[0]()"),
        Case("a fraction of a step counts",
            "y = Range(const f32[](0), const f32[](1), const f32[](0.375))",
            "f32[3](0,0.375,0.75)"),
        Case("the Microsoft form needs no step",
            "y = com.microsoft::Range(const i32[](1), const i32[](4))",
            "i32[3](1,2,3)"),
        Case("a step of zero", "y = Range(const i64[](0), const i64[](4), const i64[](0))", "throws XIN2104"),
        Case("more elements than memory has",
            "y = Range(const i64[](-9223372036854775807), const i64[](9223372036854775807), const i64[](1))",
            "throws XIN2104"),
    ];
}
