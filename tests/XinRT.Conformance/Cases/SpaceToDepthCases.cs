using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SpaceToDepthCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("the place in the block is the slow part",
            "y = SpaceToDepth(const i32[1,2,2,2](0,1,2,3,4,5,6,7)) {blocksize=2}",
            "i32[1,8,1,1](0,4,1,5,2,6,3,7)"),
        Case("the place in the block is the fast part",
            "y = SpaceToDepth(const i32[1,2,2,2](0,1,2,3,4,5,6,7)) {blocksize=2, mode=\"CRD\"}",
            "i32[1,8,1,1](0,1,2,3,4,5,6,7)"),
        Case("a height that the block does not divide",
            "y = SpaceToDepth(const f32[1,1,3,2](0,1,2,3,4,5)) {blocksize=2}",
            "throws XIN2104"),
    ];
}
