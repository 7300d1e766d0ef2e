using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ArgMinCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("the first or the last of equal ones",
            "a = ArgMin(const i32[3](2,7,2)) {keepdims=0}\nb = ArgMin(const i32[3](2,7,2)) {select_last_index=1}",
            "i64[](0)", "i64[1](2)"),
        Case("NaN wins", "y = ArgMin(const f16[3](1,nan,-2))", "i64[1](1)"),
    ];
}
