using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ReduceLogSumCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("sum to one", "y = ReduceLogSum(const f32[2](0.25,0.75))", "f32[1](0)"),
        Case("no element", "y = ReduceLogSum(const f32[0]()) {keepdims=0}", "f32[](-Infinity)"),
    ];
}
