using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class GatherNDCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("whole slices", "y = GatherND(const u8[2,2,1](1,2,3,4), const i64[2,1](1,-2))", "u8[2,2,1](3,4,1,2)"),
        Case("single elements of each batch entry",
            "y = GatherND(const i32[2,2,2](1,2,3,4,5,6,7,8), const i64[2,1,2](0,1,1,0)) {batch_dims=1}",
            "i32[2,1](2,7)"),
        Case("no coordinates take everything",
            "y = GatherND(const f32[2](1,2), const i64[2,0]())",
            "f32[2,2](1,2,1,2)"),
        Case("the Microsoft form",
            "y = com.microsoft::GatherND(const f32[2,2](1,2,3,4), const i64[1,2](1,0))",
            "f32[1](3)"),
        Case("too many coordinates", "y = GatherND(const f32[2](1,2), const i64[1,2](0,0))", "throws XIN2104"),
        Case("an index outside", "y = GatherND(const f32[2,2](1,2,3,4), const i64[1,2](1,2))", "throws XIN6104"),
    ];
}
