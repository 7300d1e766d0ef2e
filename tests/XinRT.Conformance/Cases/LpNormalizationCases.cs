using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class LpNormalizationCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("Euclidean norm", "y = LpNormalization(const f32[2,2](3,4,0,0))", "f32[2,2](0.6,0.8,0,0)"),
        Case("magnitudes of columns",
            "y = LpNormalization(const f64[2,1](-1,3)) {axis=0,p=1}",
            "f64[2,1](-0.25,0.75)"),
    ];
}
