using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class HannWindowCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("periodic",
            "y = HannWindow(const i64[](4))",
            "f32[4](0,0.5,1,0.5)"),
        Case("symmetric",
            "y = HannWindow(const i32[](3)) {periodic=0, output_datatype=11}",
            "f64[3](0,1,0)"),
    ];
}
