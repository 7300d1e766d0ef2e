using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class QuantizeLinearCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("ties to even and saturation",
            "y = QuantizeLinear(const f32[4](1,3,-1,1e+09), const f32[](2), const u8[](1))",
            "u8[4](1,3,1,255)"),
        Case("negative axis",
            "y = QuantizeLinear(const f32[2,2](1,1,2,2), const f32[2](1,0.5), const i8[2](0,10)) {axis=-1}",
            "i8[2,2](1,12,2,14)"),
        Case("blocks with a rest",
            "y = QuantizeLinear(const f32[1,3](1,2,3), const f32[1,2](1,3)) {axis=1, block_size=2, output_dtype=22}",
            "i4[1,3](1,2,1)"),
        Case("float8",
            "y = QuantizeLinear(const f32[2](2,1000000), const f32[](2)) {output_dtype=17}",
            "f8e4m3fn[2](1,448)"),
        Case("types that contradict",
            "y = QuantizeLinear(const f32[1](1), const f32[](1), const i8[](0)) {output_dtype=2}",
            "throws XIN2104"),
        Case("scale of a wrong size",
            "y = QuantizeLinear(const f32[2,3](1,2,3,4,5,6), const f32[2](1,1))",
            "throws XIN2104"),
    ];
}
