using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class STFTCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("two frames",
            "y = STFT(const f32[1,4,1](1,2,3,4), const i64[](2), _, const i64[](2))",
            "f32[1,2,2,2](3,0,-1,0,7,0,-1,0)"),
        Case("zero step",
            "y = STFT(const f32[1,4,1](1,2,3,4), const i64[](0), _, const i64[](2))",
            "throws XIN2104"),
    ];
}
