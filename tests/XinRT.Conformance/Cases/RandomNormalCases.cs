using XinRT.TestKit;

namespace XinRT.Conformance.Cases;

public sealed class RandomNormalCases : OperatorCases
{
    public override IEnumerable<OperatorCase> All =>
    [
        Case("without deviation the mean is left", """
            x = RandomNormal() {shape=[100], mean=2.0, scale=0.0, dtype=11}
            a = ReduceMin(x) {keepdims=0}
            b = ReduceMax(x) {keepdims=0}
            output a
            output b
            """, "f64[](2)", "f64[](2)"),
        Case("a seed repeats", """
            a = RandomNormal() {shape=[100], seed=3.0}
            b = RandomNormal() {shape=[100], seed=3.0}
            d = Sub(a, b)
            y = ReduceL1(d) {keepdims=0}
            """, "f32[](0)"),
        Case("no integers", "x = RandomNormal() {shape=[100], dtype=7}", "throws XIN2104"),
    ];
}
