using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ReduceL1Cases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("magnitudes of integers", "y = ReduceL1(const i32[2,2](-1,2,-3,4), const i64[1](0))", "i32[1,2](4,6)"),
        Case("over no axis the magnitude is left",
            "y = ReduceL1(const f32[2](-1,2)) {noop_with_empty_axes=1}",
            "f32[2](1,2)"),
        Case("no element", "y = ReduceL1(const f32[0]()) {keepdims=0}", "f32[](0)"),
    ];
}
