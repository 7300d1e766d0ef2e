using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class TransposeCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("the default reverses all axes",
            "y = Transpose(const str[2,3](\"a\",\"b\",\"c\",\"d\",\"e\",\"f\"))",
            "str[3,2](\"a\",\"d\",\"b\",\"e\",\"c\",\"f\")"),
        Case("a scalar", "y = Transpose(const f64[](5))", "f64[](5)"),
        Case("two-byte elements",
            "y = Transpose(const bf16[1,2,2](1,2,3,4)) {perm=[2,0,1]}",
            "bf16[2,1,2](1,3,2,4)"),
        Case("an axis listed twice", "y = Transpose(const f32[2,2](1,2,3,4)) {perm=[0,0]}", "throws XIN2104"),
    ];
}
