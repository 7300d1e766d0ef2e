using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class BlackmanWindowCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("periodic",
            "y = BlackmanWindow(const i64[](2)) {output_datatype=11}",
            "f64[2](0,1)"),
    ];
}
