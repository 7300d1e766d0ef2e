using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class NonZeroCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("coordinates in row-major order", "y = NonZero(const u8[2,2](0,3,1,0))", "i64[2,2](0,1,1,0)"),
        Case("a scalar has no coordinates", "y = NonZero(const f32[](2))", "i64[0,1]()"),
        Case("negative zero is zero", "y = NonZero(const f32[3](-0.0,nan,0))", "i64[1,1](1)"),
    ];
}
