using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class MeanVarianceNormalizationCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("default axes keep the channel",
            "y = MeanVarianceNormalization(const f32[1,2,1,2](1,3,5,5))",
            "f32[1,2,1,2](-1,1,0,0)"),
        Case("one axis",
            "y = MeanVarianceNormalization(const f64[2,2](1,0,3,0)) {axes=[0]}",
            "f64[2,2](-0.999999999,0,0.999999999,0)"),
    ];
}
