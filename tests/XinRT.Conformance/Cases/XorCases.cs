using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class XorCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("truth table", "y = Xor(const bool[2,1](0,1), const bool[2](0,1))", "bool[2,2](0,1,1,0)"),
        Case("empty", "y = Xor(const bool[0](), const bool[1](1))", "bool[0]()"),
        Case("numbers are refused", "y = Xor(const i32[1](1), const i32[1](1))", "throws XIN2104"),
    ];
}
