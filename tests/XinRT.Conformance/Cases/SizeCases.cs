using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SizeCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("a scalar has one element", "y = Size(const str[](\"a\"))", "i64[](1)"),
        Case("an empty tensor has none", "y = Size(const c64[3,0]())", "i64[](0)"),
    ];
}
