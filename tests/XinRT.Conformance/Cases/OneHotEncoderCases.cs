using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class OneHotEncoderCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("unknown gives zeros", """
            y = ai.onnx.ml::OneHotEncoder(const str[2]("b","z")) {cats_strings=["a","b"]}
            """, "f32[2,2](0,1,0,0)"),
        Case("scalar number", "y = ai.onnx.ml::OneHotEncoder(const f32[](3)) {cats_int64s=[3,4]}", "f32[2](1,0)"),
        Case("unknown is an error", "y = ai.onnx.ml::OneHotEncoder(const i64[1](9)) {cats_int64s=[3,4], zeros=0}", "throws XIN6104"),
    ];
}
