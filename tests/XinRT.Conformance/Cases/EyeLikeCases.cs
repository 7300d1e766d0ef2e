using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class EyeLikeCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("a lower diagonal of another type",
            "y = EyeLike(const f32[3,2](1,2,3,4,5,6)) {dtype=9, k=-1}",
            "bool[3,2](0,0,1,0,0,1)"),
        Case("a diagonal outside",
            "y = EyeLike(const i32[2,2](1,2,3,4)) {k=-9223372036854775807}",
            "i32[2,2](0,0,0,0)"),
        Case("three axes", "y = EyeLike(const f32[1,1,1](1))", "throws XIN2104"),
    ];
}
