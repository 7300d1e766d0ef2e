using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class MatMulCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("integers wrap", "y = MatMul(const i32[1,2](2147483647,1), const i32[2,1](2,3))", "i32[1,1](1)"),
        Case("two vectors give a scalar", "y = MatMul(const bf16[2](1,2), const bf16[2](3,4))", "bf16[](11)"),
        Case("outer axes broadcast",
            "y = MatMul(const u64[2,1,1](2,3), const u64[1,1,2](5,7))",
            "u64[2,1,2](10,14,15,21)"),
        Case("an empty sum is zero", "y = MatMul(const f32[2,0](), const f32[0,3]())", "f32[2,3](0,0,0,0,0,0)"),
        Case("no rows", "y = MatMul(const f64[0,2](), const f64[2,3](1,2,3,4,5,6))", "f64[0,3]()"),
        Case("columns and rows differ", "y = MatMul(const f32[2,3], const f32[2,3])", "throws XIN2104"),
    ];
}
