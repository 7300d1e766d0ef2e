using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class MomentumCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("nesterov",
            "y, v = ai.onnx.preview.training::Momentum(const f32[](0.5), const i64[](1), const f32[1](1), const f32[1](2), const f32[1](4)) {alpha=0.5, beta=0.25, mode=\"nesterov\", norm_coefficient=0.0}",
            "f32[1](-0.625)", "f32[1](2.5)"),
        Case("unknown mode",
            "y, v = ai.onnx.preview.training::Momentum(const f32[](0.5), const i64[](1), const f32[1](1), const f32[1](2), const f32[1](4)) {alpha=0.5, beta=0.25, mode=\"heavy\", norm_coefficient=0.0}",
            "throws XIN2104"),
    ];
}
