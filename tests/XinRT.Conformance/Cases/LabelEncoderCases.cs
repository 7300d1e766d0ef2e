using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class LabelEncoderCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("words to numbers", """
            y = ai.onnx.ml::LabelEncoder(const str[2]("b","z")) {keys_strings=["a","b"], values_int64s=[5,6], default_int64=9}
            """, "i64[2](6,9)"),
        Case("NaN finds its key", """
            y = ai.onnx.ml::LabelEncoder(const f32[2](NaN,1)) {keys_floats=[NaN, 2.0], values_strings=["none","two"]}
            """, """
            str[2]("none","_Unused")
            """),
        Case("tensors of other types", "y = ai.onnx.ml::LabelEncoder(const i16[2](7,8)) {keys_tensor=const i16[1](7), values_tensor=const f64[1](0.5), default_tensor=const f64[1](2)}", "f64[2](0.5,2)"),
        Case("classes of the first version", """
            y = ai.onnx.ml::LabelEncoder(const i64[2](1,4)) {classes_strings=["a","b"]}
            """, """
            str[2]("b","_Unused")
            """),
        Case("counts that differ", """
            y = ai.onnx.ml::LabelEncoder(const str[1]("b")) {keys_strings=["a","b"], values_int64s=[5]}
            """, "throws XIN2104"),
    ];
}
