using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SoftmaxCrossEntropyLossCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("two equal classes",
            "y, p = SoftmaxCrossEntropyLoss(const f32[1,2](5,5), const i32[1](1))",
            "f32[](0.6931472)", "f32[1,2](-0.6931472,-0.6931472)"),
        Case("planes", """
            y = SoftmaxCrossEntropyLoss(const f64[1,2,2](1,2,1,2), const i64[1,2](0,1)) {reduction="sum"}
            """, "f64[](1.3862943611198906)"),
    ];
}
