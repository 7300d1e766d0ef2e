using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class QLinearMatMulCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("a scale per column",
            "y = QLinearMatMul(const u8[1,2](130,126), const f32[](0.5), const u8[](128), const i8[2,2](2,4,6,8), const f32[2](1,0.5), const i8[2](0,0), const f32[](0.5), const i8[](1))",
            "i8[1,2](-7,-3)"),
        Case("ties go to even before the zero point",
            "y = QLinearMatMul(const u8[3,1](1,3,255), const f32[](1), const u8[](0), const u8[1,1](1), const f32[](1), const u8[](0), const f32[](2), const u8[](3))",
            "u8[3,1](3,5,131)"),
        Case("eight-bit floats",
            "y = QLinearMatMul(const f8e4m3fn[1,2](1,2), const f32[](1), const f8e4m3fn[](0), const f8e4m3fn[2,1](3,4), const f32[](1), const f8e4m3fn[](0), const f32[](1), const f8e4m3fn[](0))",
            "f8e4m3fn[1,1](11)"),
    ];
}
