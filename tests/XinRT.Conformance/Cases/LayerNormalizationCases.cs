using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class LayerNormalizationCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("all outputs",
            "y, m, s = LayerNormalization(const f32[2,2](1,3,2,2), const f32[2](2,2), const f32[2](1,1)) {epsilon=3}",
            "f32[2,2](0,2,1,1)", "f32[2,1](2,2)", "f32[2,1](0.5,0.57735027)"),
        Case("a factor for all rows of the axis",
            "y = LayerNormalization(const f64[2,1,2](1,3,1,3), const f64[2,1,1](2,4)) {epsilon=3}",
            "f64[2,1,2](-1,1,-2,2)"),
        Case("from the first axis",
            "y = LayerNormalization(const f16[2,2](1,1,3,3), const f16[1](1)) {axis=0,epsilon=3}",
            "f16[2,2](-0.5,-0.5,0.5,0.5)"),
    ];
}
