using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class DequantizeLinearCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("32-bit sums", "y = DequantizeLinear(const i32[2](-4,1000000), const f32[](0.5))", "f32[2](-2,500000)"),
        Case("f16 result of two bits",
            "y = DequantizeLinear(const i2[2,1](-2,1), const f16[2](0.5,4), const i2[2](0,-1)) {axis=0}",
            "f16[2,1](-1,8)"),
        Case("output type", "y = DequantizeLinear(const u8[1](3), const f8e8m0[](4)) {output_dtype=16}", "bf16[1](12)"),
        Case("blocks of a wrong size",
            "y = DequantizeLinear(const u8[2,4](1,2,3,4,5,6,7,8), const f32[2,3](1,1,1,1,1,1)) {block_size=2}",
            "throws XIN2104"),
    ];
}
