using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class TriluCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("a diagonal far outside clears everything",
            "y = Trilu(const i4[2,2](1,2,3,4), const i64[](9223372036854775807))",
            "i4[2,2](0,0,0,0)"),
        Case("lower triangle of each matrix",
            "y = Trilu(const bool[2,2,2](1,1,1,1,1,1,1,1), const i64[](-1)) {upper=0}",
            "bool[2,2,2](0,0,1,0,0,0,1,0)"),
        Case("the Microsoft form", "y = com.microsoft::Trilu(const f32[2,2](1,2,3,4))", "f32[2,2](1,2,0,4)"),
        Case("a vector", "y = Trilu(const f32[2](1,2))", "throws XIN2104"),
    ];
}
