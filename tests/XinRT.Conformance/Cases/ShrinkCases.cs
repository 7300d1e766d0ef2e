using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ShrinkCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("floats", "y = Shrink(const f32[4](-2,-0.5,0.25,3)) {lambd=0.5, bias=0.25}", "f32[4](-1.75,0,0,2.75)"),
        Case("integers", "y = Shrink(const i8[3](-5,0,5)) {lambd=1.0, bias=2.0}", "i8[3](-3,0,3)"),
        Case("empty", "y = Shrink(const f16[0]())", "f16[0]()"),
    ];
}
