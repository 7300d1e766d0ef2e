using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class DepthToSpaceCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("depth is the slow part",
            "y = DepthToSpace(const i64[1,8,1,1](0,1,2,3,4,5,6,7)) {blocksize=2, mode=\"DCR\"}",
            "i64[1,2,2,2](0,2,4,6,1,3,5,7)"),
        Case("depth is the fast part",
            "y = DepthToSpace(const i64[1,8,1,1](0,1,2,3,4,5,6,7)) {blocksize=2, mode=\"CRD\"}",
            "i64[1,2,2,2](0,1,2,3,4,5,6,7)"),
        Case("channels that the block does not divide",
            "y = DepthToSpace(const f32[1,3,1,1](0,1,2)) {blocksize=2}",
            "throws XIN2104"),
        Case("a block of zero", "y = DepthToSpace(const f32[1,4,1,1](0,1,2,3)) {blocksize=0}", "throws XIN2104"),
    ];
}
