using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class MaxRoiPoolCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("whole image",
            "y = MaxRoiPool(const f32[1,1,2,2](1,2,3,4), const f32[1,5](0,0,0,1,1)) {pooled_shape=[1,2]}",
            "f32[1,1,1,2](3,4)"),
        Case("no such image",
            "y = MaxRoiPool(const f32[1,1,2,2](1,2,3,4), const f32[1,5](1,0,0,1,1)) {pooled_shape=[1,1]}",
            "throws XIN6104"),
    ];
}
