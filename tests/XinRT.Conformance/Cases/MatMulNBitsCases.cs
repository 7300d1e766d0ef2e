using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class MatMulNBitsCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("four bits around the middle",
            "y = com.microsoft::MatMulNBits(const f32[1,2](2,4), const u8[1,1,8](169,0,0,0,0,0,0,0), const f32[1](0.5)) {K=2,N=1,block_size=16}",
            "f32[1,1](5)"),
        Case("packed zero point and bias",
            "y = com.microsoft::MatMulNBits(const f32[1,2](2,4), const u8[1,1,8](169,0,0,0,0,0,0,0), const f32[1](0.5), const u8[1](9), _, const f32[1](1)) {K=2,N=1,block_size=16}",
            "f32[1,1](3)"),
        Case("two bits, zero point between codes",
            "y = com.microsoft::MatMulNBits(const f16[1,2](2,4), const u8[1,1,4](7,0,0,0), const f16[1](2), const f16[1](1.5)) {K=2,N=1,block_size=16,bits=2}",
            "f16[1,1](2)"),
        Case("the weight is too short",
            "y = com.microsoft::MatMulNBits(const f32[1,2](2,4), const u8[1,1,4](1,2,3,4), const f32[1](1)) {K=2,N=1,block_size=16}",
            "throws XIN6104"),
    ];
}
