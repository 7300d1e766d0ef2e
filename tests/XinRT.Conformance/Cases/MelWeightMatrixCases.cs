using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class MelWeightMatrixCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("triangles of one place",
            "y = MelWeightMatrix(const i64[](2), const i64[](8), const i64[](8), const f32[](0), const f32[](4))",
            "f32[5,2](0,0,1,0,0,1,0,0,0,0)"),
        Case("no bins",
            "y = MelWeightMatrix(const i64[](0), const i64[](8), const i64[](8), const f32[](0), const f32[](4))",
            "throws XIN6104"),
    ];
}
