using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class AddCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("rows and columns", "y = Add(const f32[2,1](1,2), const f32[3](10,20,30))", "f32[2,3](11,21,31,12,22,32)"),
        Case("integers wrap", "y = Add(const u8[](250), const u8[2](3,10))", "u8[2](253,4)"),
        Case("bf16 rounds once", "y = Add(const bf16[2](256,1), const bf16[](1))", "bf16[2](256,2)"),
        Case("middle axis",
            "y = Add(const i32[2,1,1](1,2), const i32[1,2,2](0,10,20,30))",
            "i32[2,2,2](1,11,21,31,2,12,22,32)"),
        Case("sizes", "x = input f32[n,3]\ns = Shape(x)\ny = Add(s, const i64[](1))", "i64[2](3,4)"),
        Case("shapes that do not broadcast", "x = input f32[2]\nz = input f32[3]\ny = Add(x, z)", "throws XIN2104"),
        Case("types that differ", "y = Add(const f32[1](1), const i32[1](1))", "throws XIN2104"),
    ];
}
