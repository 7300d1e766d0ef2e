using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class RandomNormalLikeCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("without deviation the mean is left", """
            z = input f32[100]
            x = RandomNormalLike(z) {mean=2.0, scale=0.0, dtype=11}
            a = ReduceMin(x) {keepdims=0}
            b = ReduceMax(x) {keepdims=0}
            output a
            output b
            """, "f64[](2)", "f64[](2)"),
        Case("a seed repeats", """
            z = input f32[100]
            a = RandomNormalLike(z) {seed=3.0}
            b = RandomNormalLike(z) {seed=3.0}
            d = Sub(a, b)
            y = ReduceL1(d) {keepdims=0}
            """, "f32[](0)"),
        Case("no integers", """
            z = input f32[100]
            x = RandomNormalLike(z) {dtype=7}
            """, "throws XIN2104"),
    ];
}
