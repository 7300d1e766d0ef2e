using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class BitCastCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("float as integer", "y = BitCast(const f32[2](1,-0.0)) {to=6}", "i32[2](1065353216,-2147483648)"),
        Case("four bits get a sign", "y = BitCast(const u4[3](7,8,15)) {to=22}", "i4[3](7,-8,-1)"),
        Case("widths that differ", "y = BitCast(const f32[1](1)) {to=7}", "throws XIN2104"),
    ];
}
