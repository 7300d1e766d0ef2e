using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class RandomUniformLikeCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("stays within its bounds", """
            z = input f32[100]
            x = RandomUniformLike(z) {low=2.0, high=3.0}
            f = Floor(x)
            a = ReduceMin(f) {keepdims=0}
            b = ReduceMax(f) {keepdims=0}
            output a
            output b
            """, "f32[](2)", "f32[](2)"),
        Case("a seed repeats", """
            z = input f32[100]
            a = RandomUniformLike(z) {seed=3.0}
            b = RandomUniformLike(z) {seed=3.0}
            d = Sub(a, b)
            y = ReduceL1(d) {keepdims=0}
            """, "f32[](0)"),
        Case("no integers", """
            z = input f32[100]
            x = RandomUniformLike(z) {dtype=7}
            """, "throws XIN2104"),
    ];
}
