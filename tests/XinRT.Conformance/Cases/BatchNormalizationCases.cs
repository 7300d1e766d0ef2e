using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class BatchNormalizationCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("inference",
            "y = BatchNormalization(const f32[1,2,1](3,5), const f32[2](1,2), const f32[2](0,1), const f32[2](1,5), const f32[2](3,0)) {epsilon=1}",
            "f32[1,2,1](1,1)"),
        Case("training",
            "y, m, v = BatchNormalization(const f32[2,1](1,3), const f32[1](1), const f32[1](0), const f32[1](0), const f32[1](3)) {epsilon=3,momentum=0.5,training_mode=1}",
            "f32[2,1](-0.5,0.5)", "f32[1](1)", "f32[1](2)"),
        Case("half precision with wide statistics",
            "y = BatchNormalization(const f16[1,1,2](3,5), const f32[1](1), const f32[1](0), const f32[1](1), const f32[1](3)) {epsilon=1}",
            "f16[1,1,2](1,2)"),
    ];
}
