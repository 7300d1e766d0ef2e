using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FoldClipPairTests
{
    [Fact]
    public void Joins_overlapping_ranges() =>
        RuleCheck.Applies(new FoldClipPair(), """
            x = input f32[8]
            a = Clip(x, const f32[](-0.5), const f32[](0.5))
            y = Clip(a, const f32[](-0.1), const f32[](2))
            """).Leaves("Clip");

    [Fact]
    public void Takes_a_relu_as_a_lower_bound() =>
        RuleCheck.Applies(new FoldClipPair(), """
            x = input f32[8]
            a = Relu(x)
            y = Clip(a, _, const f32[](0.5))
            """).Leaves("Clip");

    [Fact]
    public void Keeps_all_bits_of_integers() =>
        RuleCheck.Applies(new FoldClipPair(), """
            x = input i64[8]
            a = Clip(x, const i64[](1152921504606846977), _)
            y = Clip(a, const i64[](1152921504606846976), const i64[](1152921504606846979))
            """).Leaves("Clip");

    [Fact]
    public void Keeps_ranges_apart() =>
        RuleCheck.Misses(new FoldClipPair(), "the two ranges do not overlap", """
            x = input f32[8]
            a = Clip(x, const f32[](0), const f32[](1))
            y = Clip(a, const f32[](2), const f32[](3))
            """);
}
