using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ReverseSequenceCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("zero and one leave the entry alone",
            "y = ReverseSequence(const u16[3,3](1,2,3,4,5,6,7,8,9), const i64[3](0,1,2)) {batch_axis=0, time_axis=1}",
            "u16[3,3](1,2,3,4,5,6,8,7,9)"),
        Case("time first with blocks of strings",
            "y = ReverseSequence(const str[2,1,2](\"a\",\"b\",\"c\",\"d\"), const i64[1](2))",
            "str[2,1,2](\"c\",\"d\",\"a\",\"b\")"),
        Case("a length beyond the time axis",
            "y = ReverseSequence(const f32[2,1](1,2), const i64[1](3))",
            "throws XIN6104"),
    ];
}
