using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ReduceMaxCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("a scalar stays", "y = ReduceMax(const i32[](-5))", "i32[](-5)"),
        Case("bool", "y = ReduceMax(const bool[2,2](0,1,0,0), const i64[1](1)) {keepdims=0}", "bool[2](1,0)"),
        Case("no element gives the lowest",
            "y = ReduceMax(const i8[0,2](), const i64[1](0)) {keepdims=0}",
            "i8[2](-128,-128)"),
        Case("a NaN wins", "y = ReduceMax(const f32[3](1,NaN,2))", "f32[1](NaN)"),
    ];
}
