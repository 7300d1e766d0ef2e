using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ReduceMeanCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("integers are truncated", "y = ReduceMean(const i32[2](-3,-4)) {keepdims=0}", "i32[](-3)"),
        Case("large equal halves do not overflow",
            "y = ReduceMean(const f16[2](60000,60000)) {keepdims=0}",
            "f16[](60000)"),
        Case("inner axis", "y = ReduceMean(const f32[1,2,2](1,2,3,6), const i64[1](-2))", "f32[1,1,2](2,4)"),
        Case("64-bit integers keep every bit",
            "y = ReduceMean(const i64[2,2](9007199254740993,9223372036854775807,9007199254740995,9223372036854775805)) {keepdims=0, noop_with_empty_axes=0}",
            "i64[](4616189618054758400)"),
        Case("64-bit integers along the outer axis",
            "y = ReduceMean(const i64[2,2](9007199254740993,9223372036854775807,9007199254740995,9223372036854775805), const i64[1](0))",
            "i64[1,2](9007199254740994,9223372036854775806)"),
        Case("unsigned integers above the signed ones",
            "y = ReduceMean(const u64[2](18446744073709551615,18446744073709551613), const i64[1](0))",
            "u64[1](18446744073709551614)"),
        Case("no integers", "y = ReduceMean(const i64[0]()) {keepdims=0}", "i64[](0)"),
    ];
}
