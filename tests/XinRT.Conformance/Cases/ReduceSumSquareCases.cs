using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ReduceSumSquareCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("integers", "y = ReduceSumSquare(const i32[2,2](-1,2,3,-4), const i64[1](1))", "i32[2,1](5,25)"),
        Case("brain floats are summed wide",
            "y = ReduceSumSquare(const bf16[3](16,1,1)) {keepdims=0}",
            "bf16[](258)"),
    ];
}
