using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class TileCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("both axes", "y = Tile(const f8e5m2[1,2](1,2), const i64[2](2,2))", "f8e5m2[2,4](1,2,1,2,1,2,1,2)"),
        Case("no repetition gives nothing", "y = Tile(const f32[2](1,2), const i64[1](0))", "f32[0]()"),
        Case("one count an axis", "y = Tile(const f32[2,1](1,2), const i64[1](2))", "throws XIN2104"),
    ];
}
