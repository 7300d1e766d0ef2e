using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class ReshapeCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("minus one takes what is left", "y = Reshape(const f32[2,3](1,2,3,4,5,6), const i64[2](3,-1))", "f32[3,2](1,2,3,4,5,6)"),
        Case("zero keeps the size", "y = Reshape(const f32[2,3](1,2,3,4,5,6), const i64[2](0,3))", "f32[2,3](1,2,3,4,5,6)"),
        Case("wrong count", "x = input f32[2,3]\ny = Reshape(x, const i64[2](4,2))", "throws XIN2104"),
    ];
}
