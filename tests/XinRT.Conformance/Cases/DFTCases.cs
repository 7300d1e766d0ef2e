using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class DFTCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("odd length",
            "y = DFT(const f32[1,3,1](1,2,3))",
            "f32[1,3,2](6,0,-1.5,0.8660254,-1.5,-0.8660254)"),
        Case("zeros fill up the length",
            "y = DFT(const f64[1,1,1](2), const i64[](2))",
            "f64[1,2,2](2,0,2,0)"),
        Case("half a spectrum back to a signal",
            "y = DFT(const f32[1,2,2](3,0,-1,0)) {inverse=1, onesided=1}",
            "f32[1,2,1](1,2)"),
        Case("one-sided transform of a complex signal",
            "y = DFT(const f32[1,2,2](1,2,3,4)) {onesided=1}",
            "throws XIN6104"),
    ];
}
