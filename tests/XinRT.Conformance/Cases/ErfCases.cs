using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ErfCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("values",
            "y = Erf(const f32[5](0.25,-0.9,1.1,2.5,-0.0))",
            "f32[5](0.27632639,-0.796908212,0.88020507,0.999593048,-0.0)"),
        Case("ends of the range", "y = Erf(const f32[4](Infinity,-Infinity,NaN,6))", "f32[4](1,-1,NaN,1)"),
        Case("f16 scalar", "y = Erf(const f16[](0.5))", "f16[](0.520499878)"),
        Case("bf16", "y = Erf(const bf16[2](0.5,1.5))", "bf16[2](0.520499878,0.966105146)"),
        Case("empty", "y = Erf(const f32[0,3]())", "f32[0,3]()"),
        Case("bool is refused", "y = Erf(const bool[1](1))", "throws XIN2104"),
    ];
}
