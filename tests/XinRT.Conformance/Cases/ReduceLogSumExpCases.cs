using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ReduceLogSumExpCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("large values do not overflow",
            "y = ReduceLogSumExp(const f32[2](1000,1000)) {keepdims=0}",
            "f32[](1000.6931472)"),
        Case("first axis",
            "y = ReduceLogSumExp(const f64[2,2](0,5,0,5), const i64[1](0)) {keepdims=0}",
            "f64[2](0.6931471805599453,5.693147180559945)"),
        Case("infinities",
            "y = ReduceLogSumExp(const f32[2,2](-Infinity,-Infinity,Infinity,0), const i64[1](1)) {keepdims=0}",
            "f32[2](-Infinity,Infinity)"),
    ];
}
