using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ReduceProdCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("sizes multiply", """
            x = input f32[2,3]
            s = Shape(x)
            y = ReduceProd(s) {keepdims=0}
            """, "i64[](6)"),
        Case("no element gives one", "y = ReduceProd(const f64[2,0](), const i64[1](1))", "f64[2,1](1,1)"),
        Case("half precision", "y = ReduceProd(const f16[3](2,-3,0.5))", "f16[1](-3)"),
    ];
}
