using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class OrCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("truth table", "y = Or(const bool[2,1](0,1), const bool[2](0,1))", "bool[2,2](0,1,1,1)"),
        Case("empty", "y = Or(const bool[0](), const bool[1](1))", "bool[0]()"),
        Case("numbers are refused", "y = Or(const i32[1](1), const i32[1](1))", "throws XIN2104"),
    ];
}
