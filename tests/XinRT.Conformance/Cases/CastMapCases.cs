using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class CastMapCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("dense in order of key", """
            z = ai.onnx.ml::ZipMap(const f32[2,2](1,2,3,4)) {classlabels_int64s=[4,1]}
            m = SequenceAt(z, const i64[](1))
            y = ai.onnx.ml::CastMap(m) {cast_to="TO_INT64"}
            """, "i64[1,2](4,3)"),
        Case("sparse", """
            z = ai.onnx.ml::ZipMap(const f32[2,2](1,2,3,4)) {classlabels_int64s=[4,1]}
            m = SequenceAt(z, const i64[](1))
            y = ai.onnx.ml::CastMap(m) {map_form="SPARSE", max_map=6}
            """, "f32[1,6](0,4,0,0,3,0)"),
        Case("key behind the last column", """
            z = ai.onnx.ml::ZipMap(const f32[2,2](1,2,3,4)) {classlabels_int64s=[4,1]}
            m = SequenceAt(z, const i64[](1))
            y = ai.onnx.ml::CastMap(m) {map_form="SPARSE", max_map=4}
            """, "throws XIN6104"),
        Case("keys must be integers", """
            z = ai.onnx.ml::ZipMap(const f32[2,2](1,2,3,4)) {classlabels_strings=["a","b"]}
            m = SequenceAt(z, const i64[](1))
            y = ai.onnx.ml::CastMap(m)
            """, "throws XIN2104"),
    ];
}
