using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ConcatCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("strings along a negative axis",
            "y = Concat(const str[1,2](\"a\",\"b\"), const str[1,1](\"c\")) {axis=-1}",
            "str[1,3](\"a\",\"b\",\"c\")"),
        Case("an empty part adds nothing",
            "y = Concat(const i8[0,2](), const i8[1,2](3,4), const i8[0,2]()) {axis=0}",
            "i8[1,2](3,4)"),
        Case("other sizes must agree",
            "y = Concat(const f32[1,2](1,2), const f32[1,3](1,2,3)) {axis=0}",
            "throws XIN2104"),
    ];
}
