using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class SoftmaxCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("columns", "y = Softmax(const f32[2,2](0,0,0,1.0986123)) {axis=0}", "f32[2,2](0.5,0.25,0.5,0.75)"),
        Case("a scalar", "y = Softmax(const f32[](7))", "f32[](1)"),
        Case("nothing", "y = Softmax(const f32[2,0]())", "f32[2,0]()"),
        Case("half precision", "y = Softmax(const f16[2](0,1.0986))", "f16[2](0.25,0.75)"),
        Case("the axis must exist", """
            x = input f32[2]
            y = Softmax(x) {axis=1}
            """, "throws XIN2104"),
    ];
}
