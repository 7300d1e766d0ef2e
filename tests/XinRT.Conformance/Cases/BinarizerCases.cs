using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class BinarizerCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("the threshold itself gives 0", "y = ai.onnx.ml::Binarizer(const i64[3](1,2,3)) {threshold=2.0}", "i64[3](0,0,1)"),
        Case("NaN gives 0", "y = ai.onnx.ml::Binarizer(const f32[2](NaN,1))", "f32[2](0,1)"),
        Case("64-bit integers keep every bit", "y = ai.onnx.ml::Binarizer(const i64[3](9007199254740993,9007199254740992,9007199254740991)) {threshold=9007199254740992.0}", "i64[3](1,0,0)"),
    ];
}
