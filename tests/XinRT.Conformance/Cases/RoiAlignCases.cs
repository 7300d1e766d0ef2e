using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class RoiAlignCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("mean of the samples",
            "y = RoiAlign(const f32[1,1,2,2](1,2,3,4), const f32[1,4](0,0,2,2), const i64[1](0)) {sampling_ratio=2}",
            "f32[1,1,1,1](2.5)"),
        Case("largest sample",
            "y = RoiAlign(const f32[1,1,2,2](1,2,3,4), const f32[1,4](0,0,2,2), const i64[1](0)) {sampling_ratio=2, mode=\"max\"}",
            "f32[1,1,1,1](4)"),
        Case("far outside is zero",
            "y = RoiAlign(const f32[1,1,2,2](1,2,3,4), const f32[1,4](10,10,12,12), const i64[1](0)) {sampling_ratio=2}",
            "f32[1,1,1,1](0)"),
        Case("an image that is not there",
            "y = RoiAlign(const f32[1,1,2,2](1,2,3,4), const f32[1,4](0,0,1,1), const i64[1](1))",
            "throws XIN6104"),
    ];
}
