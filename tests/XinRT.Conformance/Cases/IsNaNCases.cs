using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class IsNaNCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values", "y = IsNaN(const f16[3](NaN,Infinity,0))", "bool[3](1,0,0)"),
        Case("8-bit float", "y = IsNaN(const f8e4m3fn[2](NaN,1))", "bool[2](1,0)"),
        Case("integers are refused", "y = IsNaN(const i32[1](1))", "throws XIN2104"),
    ];
}
