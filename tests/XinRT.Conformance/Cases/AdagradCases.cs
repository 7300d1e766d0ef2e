using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class AdagradCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("first step",
            "y, h = ai.onnx.preview.training::Adagrad(const f32[](0.5), const i64[](0), const f32[1](1), const f32[1](0.5), const f32[1](0.25)) {epsilon=0.0}",
            "f32[1](0.646446609)", "f32[1](0.5)"),
        Case("rate decays",
            "y, h = ai.onnx.preview.training::Adagrad(const f32[](0.5), const i64[](3), const f64[1](1), const f64[1](1), const f64[1](3)) {decay_factor=1.0, epsilon=0.0}",
            "f64[1](0.9375)", "f64[1](4)"),
    ];
}
