using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class CastCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("floats are truncated and wrap", "y = Cast(const f32[3](-1.9,3.9,300)) {to=2}", "u8[3](255,3,44)"),
        Case("integers keep low bits", "y = Cast(const i32[2](-1,511)) {to=3}", "i8[2](-1,-1)"),
        Case("four and two bits wrap",
            "x = Cast(const i32[3](9,-9,16)) {to=22}\ny = Cast(const i32[3](9,-9,16)) {to=25}",
            "i4[3](-7,7,0)", "u2[3](1,3,0)"),
        Case("bool is not zero", "y = Cast(const f32[3](0.5,0,NaN)) {to=9}", "bool[3](1,0,1)"),
        Case("numbers as text",
            "x = Cast(const f32[4](0.1,1e+20,-2,Infinity)) {to=8}\ny = Cast(const i64[1](-7)) {to=8}",
            "str[4](\"0.1\",\"1e+20\",\"-2.0\",\"inf\")", "str[1](\"-7\")"),
        Case("text as numbers",
            "x = Cast(const str[4](\"1e-3\",\"+INF\",\"nan\",\" 7\")) {to=1}\ny = Cast(const str[2](\"-12\",\"100.5\")) {to=6}",
            "f32[4](0.001,Infinity,NaN,7)", "i32[2](-12,100)"),
        Case("what is no number fails", "y = Cast(const str[1](\"Hello\")) {to=1}", "throws XIN6104"),
        Case("saturation of 8-bit floats",
            "x = Cast(const f32[2](1000,Infinity)) {to=17}\ny = Cast(const f32[2](1000,Infinity)) {to=17, saturate=0}",
            "f8e4m3fn[2](448,448)", "f8e4m3fn[2](NaN,NaN)"),
        Case("powers of two",
            "x = Cast(const f32[2](3,0.7)) {to=24}\ny = Cast(const f32[2](3,0.7)) {to=24, round_mode=\"down\"}\nz = Cast(const f32[2](3,0.7)) {to=24, round_mode=\"nearest\"}",
            "f8e8m0[2](4,1)", "f8e8m0[2](2,0.5)", "f8e8m0[2](4,0.5)"),
        Case("bf16 rounds to even", "y = Cast(const f32[2](1.00390625,1.01171875)) {to=16}", "bf16[2](1,1.015625)"),
        Case("sizes pass through floats",
            "x = input f32[n,3]\ns = Shape(x)\nf = Cast(s) {to=1}\ng = Mul(f, const f32[](2))\nt = Cast(g) {to=7}\ny = Expand(const f32[1,1](5), t)",
            "f32[4,6](5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5)"),
    ];
}
