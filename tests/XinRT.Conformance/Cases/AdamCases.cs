using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class AdamCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("bias of the first steps",
            "y, v, h = ai.onnx.preview.training::Adam(const f32[](0.5), const i64[](1), const f32[1](1), const f32[1](2), const f32[1](0), const f32[1](0)) {alpha=0.5, beta=0.75, epsilon=0.0}",
            "f32[1](0.5)", "f32[1](1)", "f32[1](1)"),
        Case("two tensors",
            "a, b, c, d, e, f = ai.onnx.preview.training::Adam(const f32[](0), const i64[](0), const f32[1](1), const f32[1](2), const f32[1](0), const f32[1](0), const f32[1](4), const f32[1](8), const f32[1](16), const f32[1](32)) {alpha=0.5, beta=0.5}",
            "f32[1](1)", "f32[1](2)", "f32[1](2)", "f32[1](4)", "f32[1](8)", "f32[1](16)"),
    ];
}
