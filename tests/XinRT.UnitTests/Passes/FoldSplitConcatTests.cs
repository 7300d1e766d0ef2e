using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FoldSplitConcatTests
{
    private static readonly FoldSplitConcat Rule = new();

    [Fact]
    public void Takes_the_whole_instead_of_its_parts() => RuleCheck.Applies(Rule, """
        x = input f32[1,4,3]
        z = input f32[1,2,3]
        a, b = Split(x, const i64[2](1,3)) {axis=1}
        c = Relu(b)
        y = Concat(z, a, b, c) {axis=-2}
        """).Leaves("Split", "Relu", "Concat");

    [Fact]
    public void Takes_each_of_several() => Assert.Equal(4, RuleCheck.Applies(Rule, """
        x = input f32[4,3]
        z = input f32[2,3]
        a, b = Split(x, const i64[2](1,3))
        c, d = Split(z, const i64[2](1,1))
        y = Concat(a, b, c, d, x, z) {axis=0}
        """).Graph.Nodes.Single(n => n.Op.Info.Name == "Concat").Inputs.Count);

    [Theory]
    [InlineData("Concat(b, a) {axis=1}")]
    [InlineData("Concat(a, z, b) {axis=1}")]
    [InlineData("Concat(z, a) {axis=1}")]
    [InlineData("Concat(a, b) {axis=0}")]
    public void Other_orders_stay(string concat) => RuleCheck.Ignores(Rule, $$"""
        x = input f32[2,4]
        z = input f32[2,2]
        a, b = Split(x, const i64[2](2,2)) {axis=1}
        y = {{concat}}
        """);
}
