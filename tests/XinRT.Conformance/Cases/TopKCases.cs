using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class TopKCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("equal elements in the order of their places",
            "v, i = TopK(const i8[5](3,1,3,3,2), const i64[1](2))",
            "i8[2](3,3)", "i64[2](0,2)"),
        Case("the smallest along the first axis",
            "v, i = TopK(const f32[3,2](5,1,4,2,4,3), const i64[1](2)) {axis=0, largest=0}",
            "f32[2,2](4,1,4,2)", "i64[2,2](1,0,2,1)"),
        Case("NaN is above infinity", "_, i = TopK(const f64[3](1,Infinity,nan), const i64[1](2))", "i64[2](2,1)"),
        Case("none", "v, i = TopK(const f32[3](1,2,3), const i64[1](0))", "f32[0]()", "i64[0]()"),
        Case("more than there are", "v, i = TopK(const f32[3](1,2,3), const i64[1](4))", "throws XIN2104"),
    ];
}
