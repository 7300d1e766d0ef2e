using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class GridSampleCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("outside is zero",
            "y = GridSample(const f32[1,1,2,2](1,2,3,4), const f32[1,1,2,2](-1,-1,3,3)) {mode=\"nearest\", align_corners=1}",
            "f32[1,1,1,2](1,0)"),
        Case("outside is the border",
            "y = GridSample(const i32[1,1,2,2](1,2,3,4), const f32[1,1,2,2](-1,-1,3,3)) {mode=\"nearest\", align_corners=1, padding_mode=\"border\"}",
            "i32[1,1,1,2](1,4)"),
        Case("old name of linear",
            "y = GridSample(const f32[1,1,2,2](1,2,3,4), const f32[1,1,1,2](0,0)) {mode=\"bilinear\", align_corners=1}",
            "f32[1,1,1,1](2.5)"),
        Case("mirrored at the center of the last element",
            "y = GridSample(const f32[1,1,1,3](1,2,3), const f32[1,1,1,2](2,0)) {align_corners=1, padding_mode=\"reflection\"}",
            "f32[1,1,1,1](2)"),
        Case("64-bit integers keep every bit",
            "y = GridSample(const i64[1,1,2,2](1,2,3,9007199254740993), const f32[1,1,2,2](1,1,3,3)) {mode=\"nearest\", align_corners=1}",
            "i64[1,1,1,2](9007199254740993,0)"),
    ];
}
