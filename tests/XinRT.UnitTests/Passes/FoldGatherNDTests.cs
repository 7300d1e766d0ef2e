using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FoldGatherNDTests
{
    private static readonly FoldGatherND Rule = new();

    [Fact]
    public void Becomes_a_reshape_where_all_is_taken_in_order() => RuleCheck.Applies(Rule, """
        x = input f32[1,3]
        y = GatherND(x, const i64[1,1,3,2](0,0,0,1,0,-1))
        """).Leaves("Reshape");

    [Fact]
    public void Keeps_axes_behind() => RuleCheck.Applies(Rule, """
        x = input f32[2,2,n]
        y = GatherND(x, const i64[4,2](0,0,0,1,1,0,1,1))
        """).Leaves("Reshape");

    [Fact]
    public void Becomes_a_gather_along_joined_axes() => RuleCheck.Applies(Rule, """
        x = input f32[2,3,4]
        y = GatherND(x, const i64[2,2](1,2,0,-3))
        """).Leaves("Reshape", "Gather");

    [Fact]
    public void Counts_batches() => RuleCheck.Applies(Rule, """
        x = input f32[2,3,4]
        y = GatherND(x, const i64[2,2,1](1,2,0,1)) {batch_dims=1}
        """).Leaves("Reshape", "Gather");

    [Fact]
    public void Leaves_open_axes() => RuleCheck.Misses(Rule, "depend on the run", """
        x = input f32[n,3]
        y = GatherND(x, const i64[2,1](1,0))
        """);

    [Fact]
    public void Leaves_errors_to_the_run() => RuleCheck.Misses(Rule, "out of range", """
        x = input f32[2,3]
        y = GatherND(x, const i64[2,1](1,2))
        """);
}
