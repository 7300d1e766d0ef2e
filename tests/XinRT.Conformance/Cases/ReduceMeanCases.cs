using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ReduceMeanCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("integers are truncated", "y = ReduceMean(const i32[2](-3,-4)) {keepdims=0}", "i32[](-3)"),
        Case("large equal halves do not overflow",
            "y = ReduceMean(const f16[2](60000,60000)) {keepdims=0}",
            "f16[](60000)"),
        Case("inner axis", "y = ReduceMean(const f32[1,2,2](1,2,3,6), const i64[1](-2))", "f32[1,1,2](2,4)"),
    ];
}
