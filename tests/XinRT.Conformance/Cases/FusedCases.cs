using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class FusedCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("an anchor and what follows", """
            y = xinrt::Fused(const f32[1,2](1,2), const f32[2,2](1,-3,2,1), const f32[2](-1,4)) body {
                x = input f32[1,2]
                w = input f32[2,2]
                b = input f32[2]
                m = MatMul(x, w)
                s = Add(m, b)
                y = Relu(s)
            }
            """, "f32[1,2](4,3)"),
        Case("element-wise nodes alone", """
            y = xinrt::Fused(const f32[3](-1,0.5,3)) body {
                x = input f32[3]
                a = Mul(x, const f32[](2))
                l = Less(a, const f32[](0))
                y = Where(l, x, a)
            }
            """, "f32[3](-1,1,6)"),
    ];
}
