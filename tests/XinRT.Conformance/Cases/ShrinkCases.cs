using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ShrinkCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("floats", "y = Shrink(const f32[4](-2,-0.5,0.25,3)) {lambd=0.5, bias=0.25}", "f32[4](-1.75,0,0,2.75)"),
        Case("integers", "y = Shrink(const i8[3](-5,0,5)) {lambd=1.0, bias=2.0}", "i8[3](-3,0,3)"),
        Case("empty", "y = Shrink(const f16[0]())", "f16[0]()"),
        Case("64-bit integers keep every bit", "y = Shrink(const i64[3](9007199254740993,-9007199254740993,1)) {lambd=1.0, bias=2.0}", "i64[3](9007199254740991,-9007199254740991,0)"),
        Case("a fraction is truncated towards zero", "y = Shrink(const i32[2](-5,5)) {lambd=1.0, bias=0.5}", "i32[2](-4,4)"),
    ];
}
