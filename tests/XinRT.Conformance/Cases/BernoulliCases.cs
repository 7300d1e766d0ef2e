using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class BernoulliCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("certain outcomes", "y = Bernoulli(const f32[2](0,1)) {dtype=6, seed=1.0}", "i32[2](0,1)"),
        Case("integers are refused", "y = Bernoulli(const i32[1](1))", "throws XIN2104"),
    ];
}
