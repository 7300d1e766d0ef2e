using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class InverseCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("zero on the diagonal", "y = com.microsoft::Inverse(const f32[2,2](0,1,2,0))", "f32[2,2](0,0.5,1,0)"),
        Case("a batch", "y = com.microsoft::Inverse(const f64[2,1,1](2,4))", "f64[2,1,1](0.5,0.25)"),
        Case("not square", "y = com.microsoft::Inverse(const f32[2,3])", "throws XIN2104"),
    ];
}
