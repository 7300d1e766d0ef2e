using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ExpandCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("an axis of one in the target keeps the size",
            "y = Expand(const i16[2,1](1,2), const i64[2](1,3))",
            "i16[2,3](1,1,1,2,2,2)"),
        Case("axes are added in front",
            "y = Expand(const str[1](\"x\"), const i64[2](2,2))",
            "str[2,2](\"x\",\"x\",\"x\",\"x\")"),
        Case("to nothing", "y = Expand(const f32[1,2](1,2), const i64[2](0,2))", "f32[0,2]()"),
        Case("sizes that contradict", "y = Expand(const f32[2](1,2), const i64[1](3))", "throws XIN2104"),
    ];
}
