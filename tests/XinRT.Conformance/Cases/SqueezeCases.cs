using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SqueezeCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("all axes of size one without a list", "y = Squeeze(const u4[1,2,1](3,4))", "u4[2](3,4)"),
        Case("to a scalar", "y = Squeeze(const str[1](\"s\"), const i64[1](-1))", "str[](\"s\")"),
        Case("an axis that is larger", "y = Squeeze(const f32[1,2](3,4), const i64[1](1))", "throws XIN2104"),
    ];
}
