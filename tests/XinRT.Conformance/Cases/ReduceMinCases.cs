using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ReduceMinCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("bytes along the first axis",
            "y = ReduceMin(const u8[2,2](200,3,100,255), const i64[1](0))",
            "u8[1,2](100,3)"),
        Case("no bool is true", "y = ReduceMin(const bool[0]()) {keepdims=0}", "bool[](1)"),
        Case("no element gives infinity", "y = ReduceMin(const f32[0]()) {keepdims=0}", "f32[](Infinity)"),
    ];
}
