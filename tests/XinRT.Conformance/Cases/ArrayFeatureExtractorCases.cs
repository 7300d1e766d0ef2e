using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ArrayFeatureExtractorCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("a vector is one row", """
            y = ai.onnx.ml::ArrayFeatureExtractor(const str[3]("a","b","c"), const i64[2](2,0))
            """, """
            str[1,2]("c","a")
            """),
        Case("columns of a table", "y = ai.onnx.ml::ArrayFeatureExtractor(const f64[2,2](1,2,3,4), const i64[1](1))", "f64[2,1](2,4)"),
        Case("column behind the last", "y = ai.onnx.ml::ArrayFeatureExtractor(const f64[2,2](1,2,3,4), const i64[1](2))", "throws XIN6104"),
    ];
}
