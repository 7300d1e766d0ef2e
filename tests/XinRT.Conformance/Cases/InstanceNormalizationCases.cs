using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class InstanceNormalizationCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("each plane",
            "y = InstanceNormalization(const f32[1,2,2](1,3,5,5), const f32[2](2,1), const f32[2](0,7)) {epsilon=3}",
            "f32[1,2,2](-1,1,7,7)"),
        Case("one value per channel", """
            x = input f32[1,3,4]
            y = InstanceNormalization(x, const f32[2], const f32[2])
            """, "throws XIN2104"),
    ];
}
