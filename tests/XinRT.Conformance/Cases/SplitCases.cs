using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SplitCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("the last part is smaller",
            "a, b, c = Split(const i4[5](1,2,3,4,-5)) {num_outputs=3}",
            "i4[2](1,2)", "i4[2](3,4)", "i4[1](-5)"),
        Case("listed sizes may be zero",
            "a, b = Split(const u8[2,3](1,2,3,4,5,6), const i64[2](0,3)) {axis=-1}",
            "u8[2,0]()", "u8[2,3](1,2,3,4,5,6)"),
        Case("too few elements for all parts",
            "a, b, c, d = Split(const bool[5](1,1,0,0,1)) {num_outputs=4}",
            "bool[2](1,1)", "bool[2](0,0)", "bool[1](1)", "bool[0]()"),
        Case("sizes must add up", "a, b = Split(const f32[4](1,2,3,4), const i64[2](1,2))", "throws XIN2104"),
    ];
}
