using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class UnsqueezeCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("axes are those of the result",
            "y = Unsqueeze(const i2[2](1,-2), const i64[2](-1,0))",
            "i2[1,2,1](1,-2)"),
        Case("an axis twice", "y = Unsqueeze(const f32[2](1,2), const i64[2](0,-3))", "throws XIN2104"),
    ];
}
