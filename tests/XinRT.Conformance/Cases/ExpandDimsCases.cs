using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ExpandDimsCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("a place from the end",
            "y = com.microsoft::ExpandDims(const f32[2](1,2), const i32[](-1))",
            "f32[2,1](1,2)"),
        Case("a place outside",
            "y = com.microsoft::ExpandDims(const f32[2](1,2), const i32[](2))",
            "throws XIN2104"),
    ];
}
