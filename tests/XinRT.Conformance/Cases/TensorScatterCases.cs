using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class TensorScatterCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("starts at zero without write indices",
            "y = TensorScatter(const i32[1,3,1](1,2,3), const i32[1,2,1](8,9))",
            "i32[1,3,1](8,9,3)"),
        Case("wraps at the end of the cache",
            "y = TensorScatter(const f16[2,3](1,2,3,4,5,6), const f16[2,2](7,8,9,10), const i64[2](2,4)) {axis=1, mode=\"circular\"}",
            "f16[2,3](8,2,7,4,9,10)"),
        Case("beyond the end of the cache",
            "y = TensorScatter(const f32[1,3,1](1,2,3), const f32[1,2,1](8,9), const i64[1](2))",
            "throws XIN6104"),
        Case("the batch axis", "y = TensorScatter(const f32[2,1](1,2), const f32[1,1](8))", "throws XIN2104"),
    ];
}
