using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class UniqueCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("strings in the order of their appearance",
            "y, f, g, n = Unique(const str[3](\"b\",\"a\",\"b\")) {sorted=0}",
            "str[2](\"b\",\"a\")", "i64[2](0,1)", "i64[3](0,1,0)", "i64[2](2,1)"),
        Case("sorted columns",
            "y, _, g, _ = Unique(const i32[2,3](3,1,3,0,5,0)) {axis=1}",
            "i32[2,2](1,3,5,0)", "i64[3](1,0,1)"),
        Case("zeros of both signs and all NaNs are alike",
            "_, f, _, n = Unique(const f16[5](nan,0,-0.0,nan,-1))",
            "i64[3](4,1,0)", "i64[3](1,2,2)"),
        Case("nothing", "y, f, g, n = Unique(const f32[0]())", "f32[0]()", "i64[0]()", "i64[0]()", "i64[0]()"),
        Case("the Microsoft form keeps the order of appearance",
            "y, g, n = com.microsoft::Unique(const f32[4](2,1,1,2))",
            "f32[2](2,1)", "i64[4](0,1,1,0)", "i64[2](2,2)"),
    ];
}
