using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SVMClassifierCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("three classes vote", """
            l, s = ai.onnx.ml::SVMClassifier(const f32[1,1](2)) {kernel_type="LINEAR", vectors_per_class=[1,1,1], support_vectors=[1.0,2.0,3.0], coefficients=[1.0,-1.0,-1.0,1.0,1.0,-1.0], rho=[0.0,0.0,1.0], classlabels_ints=[1,2,3]}
            output l
            output s
            """, "i64[1](3)", "f32[1,3](-2,-4,-1)"),
        Case("linear model", """
            l, s = ai.onnx.ml::SVMClassifier(const f32[1,1](2)) {coefficients=[1.0,-1.0], rho=[0.0], classlabels_strings=["a","b"]}
            output l
            output s
            """, """
            str[1]("a")
            """, "f32[1,2](2,-2)"),
        Case("rho is too short", "l, s = ai.onnx.ml::SVMClassifier(const f32[1,1](2)) {vectors_per_class=[1,1,1], support_vectors=[1.0,2.0,3.0], coefficients=[1.0,-1.0,-1.0,1.0,1.0,-1.0], rho=[0.0], classlabels_ints=[1,2,3]}", "throws XIN2104"),
    ];
}
