using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class OneHotCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("indices from the end and outside",
            "y = OneHot(const i64[3](-1,5,-4), const i64[](3), const i8[2](0,7))",
            "i8[3,3](0,0,7,0,0,0,0,0,0)"),
        Case("the new axis in front, as text",
            "y = OneHot(const f32[2](1,0), const f32[1](2), const str[2](\"off\",\"on\")) {axis=0}",
            "str[2,2](\"off\",\"on\",\"on\",\"off\")"),
        Case("no depth", "y = OneHot(const i64[2](0,1), const i64[](0), const f32[2](0,1))", "f32[2,0]()"),
    ];
}
