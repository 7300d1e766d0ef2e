using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SliceCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("backwards to the very start",
            "y = Slice(const f16[4](1,2,3,4), const i64[1](-1), const i64[1](-9223372036854775807), const i64[1](0), const i64[1](-2))",
            "f16[2](4,2)"),
        Case("a start before the axis counts as its first place",
            "y = Slice(const i32[3](7,8,9), const i64[1](-5), const i64[1](-9), const i64[1](0), const i64[1](-1))",
            "i32[1](7)"),
        Case("nothing between the bounds",
            "y = Slice(const str[2](\"a\",\"b\"), const i32[1](1), const i32[1](1))",
            "str[0]()"),
        Case("an empty axis stays empty",
            "y = Slice(const f32[0,2](), const i64[1](2), const i64[1](0), const i64[1](0), const i64[1](-1))",
            "f32[0,2]()"),
        Case("a step of zero",
            "y = Slice(const f32[3](1,2,3), const i64[1](0), const i64[1](3), const i64[1](0), const i64[1](0))",
            "throws XIN2104"),
        Case("an axis twice",
            "y = Slice(const f32[3](1,2,3), const i64[2](0,0), const i64[2](1,1), const i64[2](0,-1))",
            "throws XIN2104"),
    ];
}
