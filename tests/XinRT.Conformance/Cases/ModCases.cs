using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ModCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("sign of the divisor", "y = Mod(const i8[3](-7,7,-128), const i8[3](3,-3,-1))", "i8[3](2,-2,0)"),
        Case("sign of the dividend", "y = Mod(const i8[2](-7,7), const i8[2](3,-3)) {fmod=1}", "i8[2](-1,1)"),
        Case("floats",
            "y = Mod(const f32[2](-5.5,5.5), const f32[2](2,-2))\nz = Mod(const f32[2](-5.5,5.5), const f32[2](2,-2)) {fmod=1}",
            "f32[2](0.5,-0.5)", "f32[2](-1.5,1.5)"),
        Case("by zero", "y = Mod(const u32[1](9), const u32[1](0))", "u32[1](0)"),
        Case("size", "x = input f32[n,7]\ns = Shape(x)\ny = Mod(s, const i64[](4))", "i64[2](2,3)"),
    ];
}
