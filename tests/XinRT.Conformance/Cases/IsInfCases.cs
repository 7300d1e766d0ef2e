using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class IsInfCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("both signs", "y = IsInf(const f32[4](Infinity,-Infinity,NaN,1))", "bool[4](1,1,0,0)"),
        Case("one sign", "y = IsInf(const bf16[2](Infinity,-Infinity)) {detect_positive=0}", "bool[2](0,1)"),
        Case("8-bit float", "y = IsInf(const f8e5m2[1](1))", "bool[1](0)"),
    ];
}
