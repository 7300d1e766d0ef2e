using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class FusedCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("a product and what follows it", """
            y = xinrt.Fused(const f32[1,2](1,2), const f32[2,2](1,2,3,4), const f32[2](-8,1)) body {
                a = input f32[1,2]
                b = input f32[2,2]
                c = input f32[2]
                m = MatMul(a, b)
                s = Add(m, c)
                r = Relu(s)
                output r
            }
            """, "f32[1,2](0,11)"),
        Case("an operand that is read twice and two results", """
            y, z = xinrt.Fused(const f32[2](3,-4)) body {
                x = input f32[2]
                s = Mul(x, x)
                n = Neg(x)
                output s
                output n
            }
            """, "f32[2](9,16)", "f32[2](-3,4)"),
        Case("the body does not take the operands", """
            y = xinrt.Fused(const f32[3]) body {
                x = input f32[2]
                r = Add(x, const f32[2])
                output r
            }
            """, "throws XIN2104"),
    ];
}
