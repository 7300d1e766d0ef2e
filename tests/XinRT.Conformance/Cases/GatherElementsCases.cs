using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class GatherElementsCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("fewer rows and columns than the data",
            "y = GatherElements(const f64[2,3](1,2,3,4,5,6), const i32[1,2](-1,0))",
            "f64[1,2](4,2)"),
        Case("strings along the last axis",
            "y = GatherElements(const str[1,2](\"a\",\"b\"), const i64[1,3](1,1,0)) {axis=-1}",
            "str[1,3](\"b\",\"b\",\"a\")"),
        Case("another rank", "y = GatherElements(const f32[2](1,2), const i64[1,1](0))", "throws XIN2104"),
        Case("an index outside", "y = GatherElements(const f32[2](1,2), const i64[3](1,-2,-3))", "throws XIN6104"),
    ];
}
