using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ZipMapCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("one map per row", """
            z = ai.onnx.ml::ZipMap(const f32[2,2](1,2,3,4)) {classlabels_strings=["a","b"]}
            m = SequenceAt(z, const i64[](1))
            y = ai.onnx.ml::DictVectorizer(m) {string_vocabulary=["b","a"]}
            """, "f32[1,2](4,3)"),
        Case("a label per column", "z = ai.onnx.ml::ZipMap(const f32[1,2](1,2)) {classlabels_int64s=[1]}", "throws XIN2104"),
    ];
}
