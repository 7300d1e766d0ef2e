using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class LowerGlobalLpPoolTests
{
    [Theory]
    [InlineData("", "ReduceL2")]
    [InlineData(" {p=1}", "ReduceL1")]
    public void Becomes_a_reduction(string attributes, string reduction) =>
        RuleCheck.Applies(new LowerGlobalLpPool(), $"""
            x = input f32[2,3,4,5]
            y = GlobalLpPool(x){attributes}
            """).Leaves(reduction);

    [Fact]
    public void Other_powers_are_refused() =>
        RuleCheck.Misses(new LowerGlobalLpPool(), "neither", """
            x = input f32[2,3,4,5]
            y = GlobalLpPool(x) {p=3}
            """);
}
