using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ImputerCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("NaN by column", "y = ai.onnx.ml::Imputer(const f32[2,2](NaN,1,2,NaN)) {imputed_value_floats=[7.0,8.0], replaced_value_float=NaN}", "f32[2,2](7,1,2,8)"),
        Case("integers", "y = ai.onnx.ml::Imputer(const i32[3](0,5,0)) {imputed_value_int64s=[3]}", "i32[3](3,5,3)"),
        Case("values of the wrong kind", "y = ai.onnx.ml::Imputer(const i64[1](0)) {imputed_value_floats=[3.0]}", "throws XIN2104"),
    ];
}
