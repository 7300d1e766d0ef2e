using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class LinearRegressorCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("two targets", "y = ai.onnx.ml::LinearRegressor(const f32[1,2](1,2)) {coefficients=[1.0,1.0,0.5,-1.0], intercepts=[0.0,2.0], targets=2}", "f32[1,2](3,0.5)"),
        Case("logistic", """
            y = ai.onnx.ml::LinearRegressor(const i64[1](0)) {coefficients=[1.0], post_transform="LOGISTIC"}
            """, "f32[1,1](0.5)"),
        Case("columns that differ", "y = ai.onnx.ml::LinearRegressor(const f32[1,2](1,2)) {coefficients=[1.0]}", "throws XIN6104"),
    ];
}
