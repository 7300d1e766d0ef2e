using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SVMRegressorCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("polynomial kernel", """
            y = ai.onnx.ml::SVMRegressor(const f32[1,2](1,2)) {kernel_type="POLY", kernel_params=[1.0,1.0,2.0], n_supports=1, support_vectors=[1.0,1.0], coefficients=[0.5], rho=[1.0]}
            """, "f32[1,1](9)"),
        Case("linear model", "y = ai.onnx.ml::SVMRegressor(const f32[2,2](1,2,3,4)) {coefficients=[1.0,-1.0], rho=[0.5]}", "f32[2,1](-0.5,-0.5)"),
        Case("one class gives the sign", "y = ai.onnx.ml::SVMRegressor(const f32[1,1](3)) {coefficients=[-1.0], rho=[0.0], one_class=1}", "f32[1,1](-1)"),
        Case("unknown kernel", """
            y = ai.onnx.ml::SVMRegressor(const f32[1,1](3)) {kernel_type="COSINE", coefficients=[-1.0], rho=[0.0]}
            """, "throws XIN2104"),
    ];
}
