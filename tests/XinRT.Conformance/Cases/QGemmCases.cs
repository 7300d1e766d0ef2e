using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class QGemmCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("floats come out without a scale",
            "y = com.microsoft::QGemm(const u8[1,2](2,3), const f32[](1), const u8[](1), const i8[2,2](1,2,3,4), const f32[2](1,0.5), const i8[](0), const i32[2](1,1)) {transB=1}",
            "f32[1,2](6,6)"),
        Case("codes come out with one",
            "y = com.microsoft::QGemm(const u8[1,2](2,3), const f32[](1), const u8[](1), const i8[2,2](1,2,3,4), const f32[2](1,0.5), const i8[](0), const i32[2](1,1), const f32[](2), const u8[](1)) {transB=1}",
            "u8[1,2](4,4)"),
    ];
}
