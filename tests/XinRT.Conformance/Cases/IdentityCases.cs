using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class IdentityCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("numbers", "y = Identity(const bf16[2](1,-2))", "bf16[2](1,-2)"),
        Case("text", "y = Identity(const str[2](\"a\",\"b\"))", "str[2](\"a\",\"b\")"),
        Case("no elements", "y = Identity(const u4[0,3]())", "u4[0,3]()"),
    ];
}
