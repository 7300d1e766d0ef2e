using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SubCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("broadcast on the left", "y = Sub(const f16[](5), const f16[2](1,2.5))", "f16[2](4,2.5)"),
        Case("unsigned wraps", "y = Sub(const u16[1](0), const u16[1](1))", "u16[1](65535)"),
        Case("empty", "y = Sub(const f32[0,2](), const f32[1,2](1,2))", "f32[0,2]()"),
        Case("sizes", "x = input f32[n]\ns = Shape(x)\ny = Sub(const i64[](10), s)", "i64[1](8)"),
    ];
}
