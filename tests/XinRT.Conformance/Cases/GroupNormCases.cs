using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class GroupNormCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("channels last",
            "y = com.microsoft::GroupNorm(const f32[1,1,2,2](1,10,3,10), const f32[2](2,1), const f32[2](0,5)) {groups=2,activation=0,epsilon=3}",
            "f32[1,1,2,2](-1,5,1,5)"),
        Case("activation",
            "y = com.microsoft::GroupNorm(const f32[1,1,1,2](4,4), const f32[2](1,1), const f32[2](0,1)) {groups=1,activation=1}",
            "f32[1,1,1,2](0,0.7310586)"),
    ];
}
