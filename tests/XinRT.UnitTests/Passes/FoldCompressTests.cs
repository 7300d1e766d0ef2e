using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FoldCompressTests
{
    private static readonly FoldCompress Rule = new();

    [Fact]
    public void Becomes_a_gather() => RuleCheck.Applies(Rule, """
        x = input f32[2,4]
        y = Compress(x, const bool[4](0,1,1,0)) {axis=-1}
        """).Leaves("Gather");

    [Fact]
    public void Takes_an_open_axis() => RuleCheck.Applies(Rule, """
        x = input f32[n,4]
        y = Compress(x, const bool[2](0,1)) {axis=0}
        """).Leaves("Gather");

    [Fact]
    public void Flattens_without_an_axis() => RuleCheck.Applies(Rule, """
        x = input f32[2,3]
        y = Compress(x, const bool[5](0,1,0,0,1))
        """).Leaves("Reshape", "Gather");

    [Fact]
    public void Leaves_errors_to_the_run() => RuleCheck.Misses(Rule, "out of range", """
        x = input f32[2,3]
        y = Compress(x, const bool[3](0,1,1)) {axis=0}
        """);

    [Fact]
    public void Leaves_empty_results() => RuleCheck.Misses(Rule, "nothing is kept", """
        x = input f32[2,3]
        y = Compress(x, const bool[2](0,0)) {axis=0}
        """);
}
