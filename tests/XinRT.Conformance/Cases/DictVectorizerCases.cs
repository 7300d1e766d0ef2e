using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class DictVectorizerCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("words that the map lacks", """
            z = ai.onnx.ml::ZipMap(const f32[2,2](1,2,3,4)) {classlabels_strings=["a","b"]}
            m = SequenceAt(z, const i64[](1))
            y = ai.onnx.ml::DictVectorizer(m) {string_vocabulary=["x","a"]}
            """, "f32[1,2](0,3)"),
        Case("vocabulary of the other kind", """
            z = ai.onnx.ml::ZipMap(const f32[2,2](1,2,3,4)) {classlabels_int64s=[4,1]}
            m = SequenceAt(z, const i64[](1))
            y = ai.onnx.ml::DictVectorizer(m) {string_vocabulary=["x","a"]}
            """, "throws XIN2104"),
    ];
}
