using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class GemmCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("transposed with factors",
            "y = Gemm(const f32[1,2](1,2), const f32[2,2](3,4,5,6), const f32[](1)) {transB=1,alpha=0.5,beta=2}",
            "f32[1,2](7.5,10.5)"),
        Case("the addend is a column",
            "y = Gemm(const i64[2,1](1,2), const i64[1,2](3,4), const i64[2,1](10,20))",
            "i64[2,2](13,14,26,28)"),
        Case("integers with a half factor",
            "y = Gemm(const u32[1,1](3), const u32[1,1](5), const u32[](2)) {alpha=0.5}",
            "u32[1,1](9)"),
        Case("an empty sum leaves the addend",
            "y = Gemm(const f32[1,0](), const f32[0,2](), const f32[2](5,6))",
            "f32[1,2](5,6)"),
        Case("the addend is too large", "y = Gemm(const f32[1,2], const f32[2,2], const f32[3,2])", "throws XIN2104"),
        Case("64-bit integers keep every bit beside whole factors",
            "y = Gemm(const i64[1,1](9007199254740993), const i64[1,1](1), const i64[](1)) {alpha=3, beta=-2}",
            "i64[1,1](27021597764222977)"),
        Case("64-bit integers keep every bit beside a half",
            "y = Gemm(const i64[1,2](9007199254740993,1), const i64[2,1](1,2), const i64[](-8)) {alpha=0.5, beta=0.25}",
            "i64[1,1](4503599627370495)"),
        Case("a fraction is truncated towards zero",
            "y = Gemm(const i64[1,1](-3), const i64[1,1](1)) {alpha=0.5}",
            "i64[1,1](-1)"),
        Case("whole factors wrap",
            "y = Gemm(const i32[1,1](2000000000), const i32[1,1](1)) {alpha=2}",
            "i32[1,1](-294967296)"),
        Case("unsigned integers above the signed ones",
            "y = Gemm(const u64[1,1](9223372036854775811), const u64[1,1](1)) {alpha=0.5}",
            "u64[1,1](4611686018427387905)"),
    ];
}
