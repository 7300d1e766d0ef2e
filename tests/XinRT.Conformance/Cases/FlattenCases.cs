using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class FlattenCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("axis zero makes one row", "y = Flatten(const i8[2,1,2](1,2,3,4)) {axis=0}", "i8[1,4](1,2,3,4)"),
        Case("an axis behind the last makes one column",
            "y = Flatten(const i8[2,2](1,2,3,4)) {axis=2}",
            "i8[4,1](1,2,3,4)"),
        Case("a scalar", "y = Flatten(const f32[](7)) {axis=0}", "f32[1,1](7)"),
        Case("an axis outside", "y = Flatten(const f32[2,2](1,2,3,4)) {axis=3}", "throws XIN2104"),
    ];
}
