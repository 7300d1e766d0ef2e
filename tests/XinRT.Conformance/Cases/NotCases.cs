using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class NotCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = Not(const bool[2](1,0))", "bool[2](0,1)"),
        Case("scalar", "y = Not(const bool[](1))", "bool[](0)"),
        Case("numbers are refused", "y = Not(const i32[1](1))", "throws XIN2104"),
    ];
}
