using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class MultinomialCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("classes without weight are never drawn", "y = Multinomial(const f32[2,3](-Infinity,0,-Infinity,0,-Infinity,-Infinity)) {sample_size=3, dtype=7}", "i64[2,3](1,1,1,0,0,0)"),
        Case("no samples", "y = Multinomial(const f64[1,2](0,0)) {sample_size=0}", "i32[1,0]()"),
        Case("no integers", "y = Multinomial(const i64[1,2](0,0))", "throws XIN2104"),
    ];
}
