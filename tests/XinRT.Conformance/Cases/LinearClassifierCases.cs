using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class LinearClassifierCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("largest score", """
            l, s = ai.onnx.ml::LinearClassifier(const f32[2,1](1,-1)) {coefficients=[1.0,-1.0], intercepts=[0.0,0.5], classlabels_strings=["p","n"]}
            output l
            output s
            """, """
            str[2]("p","n")
            """, "f32[2,2](1,-0.5,-1,1.5)"),
        Case("softmax that keeps zeros", """
            l, s = ai.onnx.ml::LinearClassifier(const f64[1,1](2)) {coefficients=[0.0,1.0], intercepts=[0.0,0.0], classlabels_ints=[7,8], post_transform="SOFTMAX_ZERO"}
            output l
            output s
            """, "i64[1](8)", "f32[1,2](0,1)"),
        Case("no labels", "l, s = ai.onnx.ml::LinearClassifier(const f32[1,1](2)) {coefficients=[0.0,1.0]}", "throws XIN2104"),
    ];
}
