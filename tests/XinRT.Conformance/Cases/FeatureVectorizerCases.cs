using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class FeatureVectorizerCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("cut and filled", "y = ai.onnx.ml::FeatureVectorizer(const i64[2,2](1,2,3,4), const f64[2,1](5,6)) {inputdimensions=[1,2]}", "f32[2,3](1,5,0,3,6,0)"),
        Case("rows that differ", "y = ai.onnx.ml::FeatureVectorizer(const f32[2,1](1,2), const f32[1,1](5)) {inputdimensions=[1,1]}", "throws XIN6104"),
    ];
}
