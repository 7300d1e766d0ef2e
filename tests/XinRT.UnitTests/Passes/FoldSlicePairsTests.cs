using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FoldSlicePairsTests
{
    [Fact]
    public void Joins_cuts_of_different_axes() =>
        RuleCheck.Applies(new FoldSlicePairs(), """
            x = input f32[4,n,8]
            a = Slice(x, const i64[1](1), const i64[1](3), const i64[1](0))
            y = Slice(a, const i64[1](0), const i64[1](8), const i64[1](-1), const i64[1](2))
            """).Leaves("Slice");

    [Fact]
    public void Keeps_cuts_of_one_axis() =>
        RuleCheck.Misses(new FoldSlicePairs(), "both cut the same axis", """
            x = input f32[4,8]
            a = Slice(x, const i64[1](1), const i64[1](6), const i64[1](1))
            y = Slice(a, const i64[1](1), const i64[1](3), const i64[1](-1))
            """);
}
