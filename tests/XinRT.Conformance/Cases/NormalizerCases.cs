using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class NormalizerCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("L1", """
            y = ai.onnx.ml::Normalizer(const f32[2,2](-1,3,0,0)) {norm="L1"}
            """, "f32[2,2](-0.25,0.75,0,0)"),
        Case("L2 of a vector", """
            y = ai.onnx.ml::Normalizer(const i64[2](3,4)) {norm="L2"}
            """, "f32[2](0.6,0.8)"),
        Case("maximum", "y = ai.onnx.ml::Normalizer(const f64[1,2](-4,2))", "f32[1,2](-2,1)"),
        Case("unknown norm", """
            y = ai.onnx.ml::Normalizer(const f32[1,2](-4,2)) {norm="L3"}
            """, "throws XIN2104"),
    ];
}
