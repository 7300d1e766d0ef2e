using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class AffineGridCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("identity",
            "y = AffineGrid(const f32[1,2,3](1,0,0,0,1,0), const i64[4](1,1,1,2))",
            "f32[1,1,2,2](-0.5,0,0.5,0)"),
        Case("corners of a wide image",
            "y = AffineGrid(const f64[1,2,3](1,0,0,0,1,0.5), const i64[4](1,1,1,2)) {align_corners=1}",
            "f64[1,1,2,2](-1,0.5,1,0.5)"),
    ];
}
