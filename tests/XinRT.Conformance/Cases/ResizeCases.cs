using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ResizeCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("integers doubled",
            "y = Resize(const i32[1,2](1,2), _, const f32[2](1,2))",
            "i32[1,4](1,1,2,2)"),
        Case("bytes are rounded",
            "y = Resize(const u8[2](0,10), _, const f32[1](2)) {mode=\"linear\"}",
            "u8[4](0,2,8,10)"),
        Case("corners stay",
            "y = Resize(const f64[2](0,1), _, _, const i64[1](3)) {mode=\"linear\", coordinate_transformation_mode=\"align_corners\"}",
            "f64[3](0,0.5,1)"),
        Case("ratio kept below the sizes",
            "y = Resize(const f32[1,2](1,2), _, _, const i64[2](3,4)) {keep_aspect_ratio_policy=\"not_larger\", nearest_mode=\"floor\"}",
            "f32[2,4](1,1,1,2,1,1,1,2)"),
        Case("unknown mode",
            "x = input f32[2]\ny = Resize(x, _, const f32[1](2)) {mode=\"area\"}",
            "throws XIN2104"),
    ];
}
