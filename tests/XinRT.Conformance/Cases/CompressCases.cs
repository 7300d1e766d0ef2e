using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class CompressCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("a short condition drops the rest",
            "y = Compress(const i16[4](1,2,3,4), const bool[2](0,1))",
            "i16[1](2)"),
        Case("rows of strings",
            "y = Compress(const str[2,1](\"a\",\"b\"), const bool[2](0,1)) {axis=0}",
            "str[1,1](\"b\")"),
        Case("a condition beyond the axis",
            "y = Compress(const f32[1](1), const bool[2](1,1)) {axis=0}",
            "throws XIN6104"),
    ];
}
