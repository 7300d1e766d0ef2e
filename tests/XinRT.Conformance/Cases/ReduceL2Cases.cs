using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ReduceL2Cases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("norm", "y = ReduceL2(const f32[2,2](3,4,5,12), const i64[1](1)) {keepdims=0}", "f32[2](5,13)"),
        Case("integers are truncated", "y = ReduceL2(const i64[2](1,1)) {keepdims=0}", "i64[](1)"),
        Case("64-bit integers keep every bit", "y = ReduceL2(const i64[1](9007199254740993)) {keepdims=0}", "i64[](9007199254740993)"),
        Case("integers saturate", "y = ReduceL2(const i8[2](100,100)) {keepdims=0}", "i8[](127)"),
    ];
}
