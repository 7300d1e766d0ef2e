using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ScalerCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("per column", "y = ai.onnx.ml::Scaler(const i64[2,2](1,2,3,4)) {offset=[1.0,0.0], scale=[2.0,0.5]}", "f32[2,2](0,1,4,2)"),
        Case("one number for all", "y = ai.onnx.ml::Scaler(const f32[2](1,2)) {offset=[1.0], scale=[3.0]}", "f32[2](0,3)"),
        Case("wrong count", "y = ai.onnx.ml::Scaler(const f32[2](1,2)) {offset=[1.0,2.0,3.0], scale=[1.0]}", "throws XIN6104"),
    ];
}
