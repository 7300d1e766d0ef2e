using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class CastLikeCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("type of the second operand", "y = CastLike(const f32[1](2.7), const i16[0]())", "i16[1](2)"),
        Case("without saturation",
            "x = CastLike(const f32[1](1000000), const f8e5m2[0]()) {saturate=0}\ny = IsInf(x)",
            "bool[1](1)"),
        Case("four-bit floats saturate", "y = CastLike(const f16[2](100,-1.25), const f4e2m1[0]())", "f4e2m1[2](6,-1)"),
    ];
}
