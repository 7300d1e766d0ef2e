using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class GroupNormalizationCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("two groups",
            "y = GroupNormalization(const f32[1,4,1](1,3,10,10), const f32[4](2,4,1,1), const f32[4](0,0,1,2)) {num_groups=2,epsilon=3}",
            "f32[1,4,1](-1,2,1,2)"),
        Case("groups must divide the channels", """
            x = input f32[1,4,2]
            y = GroupNormalization(x, const f32[4], const f32[4]) {num_groups=3}
            """, "throws XIN2104"),
    ];
}
