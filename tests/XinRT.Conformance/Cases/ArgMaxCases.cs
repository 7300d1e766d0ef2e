using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ArgMaxCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("the first or the last of equal ones",
            "a = ArgMax(const u8[1,3](7,2,7)) {axis=-1, keepdims=0}\nb = ArgMax(const u8[1,3](7,2,7)) {axis=1, select_last_index=1}",
            "i64[1](0)", "i64[1,1](2)"),
        Case("NaN wins", "y = ArgMax(const f32[3](1,nan,2))", "i64[1](1)"),
        Case("64-bit integers are not rounded",
            "y = ArgMax(const i64[2](9223372036854775806,9223372036854775807))",
            "i64[1](1)"),
        Case("an empty axis", "y = ArgMax(const f32[0,2]())", "throws XIN2104"),
    ];
}
