using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class MatMulBnb4Cases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("normal table, high bits first",
            "y = com.microsoft::MatMulBnb4(const f32[1,2](3,5), const u8[1](240), const f32[1](2)) {K=2,N=1,block_size=16,quant_type=1}",
            "f32[1,1](-4)"),
        Case("float table, a block for each row",
            "y = com.microsoft::MatMulBnb4(const f32[1,2](3,5), const u8[2](53,219), const f32[2](2,4)) {K=2,N=2,block_size=2,quant_type=0}",
            "f32[1,2](11,-26)"),
        Case("the weight is too short",
            "y = com.microsoft::MatMulBnb4(const f32[1,2](3,5), const u8[2](1,2), const f32[1](2)) {K=2,N=1,block_size=16,quant_type=1}",
            "throws XIN6104"),
    ];
}
