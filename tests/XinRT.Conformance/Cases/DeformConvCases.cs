using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class DeformConvCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("half a row down",
            "y = DeformConv(const f32[1,1,2,2](1,2,3,4), const f32[1,1,1,1](2), const f32[1,2,2,2](0.5,0.5,0.5,0.5,0,0,0,0))",
            "f32[1,1,2,2](4,6,3,4)"),
        Case("mask and bias",
            "y = DeformConv(const f64[1,1,1,2](1,2), const f64[1,1,1,1](2), const f64[1,2,1,2](0,0,0,0), const f64[1](1), const f64[1,1,1,2](0.5,0))",
            "f64[1,1,1,2](2,1)"),
    ];
}
