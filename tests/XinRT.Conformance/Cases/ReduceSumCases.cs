using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ReduceSumCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("integers stay exact",
            "y = ReduceSum(const i64[2,3](1,2,3,4,5,9007199254740993), const i64[1](-1))",
            "i64[2,1](6,9007199254741002)"),
        Case("axes around a kept one",
            "y = ReduceSum(const f32[2,2,2](1,2,3,4,5,6,7,8), const i64[2](0,2)) {keepdims=0}",
            "f32[2](14,22)"),
        Case("no axes reduce nothing if asked",
            "y = ReduceSum(const f32[2](1,2)) {noop_with_empty_axes=1}",
            "f32[2](1,2)"),
        Case("an empty axis sums to zero",
            "y = ReduceSum(const f32[0,2](), const i64[1](0)) {keepdims=0}",
            "f32[2](0,0)"),
        Case("the axis must exist", """
            x = input f32[2,3]
            y = ReduceSum(x, const i64[1](2))
            """, "throws XIN2104"),
    ];
}
