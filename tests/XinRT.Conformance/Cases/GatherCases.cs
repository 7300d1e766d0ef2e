using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class GatherCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("a scalar index drops the axis",
            "y = Gather(const str[2,2](\"a\",\"b\",\"c\",\"d\"), const i32[](-1)) {axis=1}",
            "str[2](\"b\",\"d\")"),
        Case("a matrix of indices adds an axis",
            "y = Gather(const i4[3](1,2,-3), const i64[1,2](2,0))",
            "i4[1,2](-3,1)"),
        Case("no index", "y = Gather(const f32[2,2](1,2,3,4), const i64[0]())", "f32[0,2]()"),
        Case("an index outside", "y = Gather(const f32[2](1,2), const i64[1](2))", "throws XIN6104"),
    ];
}
