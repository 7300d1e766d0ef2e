using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class LowerReduceLogSumExpTests
{
    [Theory]
    [InlineData("ReduceLogSumExp(x, const i64[1](1))")]
    [InlineData("ReduceLogSumExp(x, const i64[2](0,-1)) {keepdims=0}")]
    [InlineData("ReduceLogSumExp(x)")]
    [InlineData("ReduceLogSumExp(x) {keepdims=0}")]
    public void Is_written_out(string node) =>
        RuleCheck.Applies(new LowerReduceLogSumExp(), $"""
            x = input f32[2,3,4]
            y = {node}
            """);

    [Fact]
    public void Without_axes_every_element_stays() =>
        RuleCheck.Applies(new LowerReduceLogSumExp(), """
            x = input f32[2,3]
            y = ReduceLogSumExp(x) {noop_with_empty_axes=1}
            """);

    [Fact]
    public void Large_and_infinite_elements_do_not_become_nan() =>
        RuleCheck.Applies(new LowerReduceLogSumExp(), """
            x = input f32[3]
            low = Log(const f32[1](0))
            high = Neg(low)
            c = Concat(x, const f32[2](200,-300), low) {axis=0}
            i = Concat(x, high) {axis=0}
            n = Concat(low, low) {axis=0}
            a = ReduceLogSumExp(c)
            b = ReduceLogSumExp(i)
            d = ReduceLogSumExp(n)
            y = Concat(a, b, d) {axis=0}
            output y
            """);

    [Fact]
    public void Other_types_are_refused() =>
        RuleCheck.Misses(new LowerReduceLogSumExp(), "float32", """
            x = input f64[2,3]
            y = ReduceLogSumExp(x)
            """);
}
