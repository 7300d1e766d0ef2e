using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class CategoryMapperCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("words to numbers", """
            y = ai.onnx.ml::CategoryMapper(const str[2]("b","z")) {cats_strings=["a","b"], cats_int64s=[5,6]}
            """, "i64[2](6,-1)"),
        Case("numbers to words", """
            y = ai.onnx.ml::CategoryMapper(const i64[2](5,7)) {cats_strings=["a","b"], cats_int64s=[5,6], default_string="?"}
            """, """
            str[2]("a","?")
            """),
        Case("counts that differ", """
            y = ai.onnx.ml::CategoryMapper(const i64[1](5)) {cats_strings=["a"], cats_int64s=[5,6]}
            """, "throws XIN2104"),
    ];
}
