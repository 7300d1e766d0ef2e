using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class DetCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("scalar result",
            "y = Det(const f64[2,2](1,2,3,4))",
            "f64[](-2)"),
        Case("singular and swapped",
            "y = Det(const f32[2,2,2](1,2,2,4,0,1,1,0))",
            "f32[2](0,-1)"),
        Case("not square",
            "x = input f32[2,3]\ny = Det(x)",
            "throws XIN2104"),
    ];
}
