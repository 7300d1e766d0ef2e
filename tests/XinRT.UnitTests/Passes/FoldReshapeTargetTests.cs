using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FoldReshapeTargetTests
{
    [Fact]
    public void Keeps_and_frees_sizes_that_the_run_tells() =>
        RuleCheck.Applies(new FoldReshapeTarget(), """
            x = input f32[n,s,8]
            t = Shape(x)
            c = Concat(t, const i64[1](1)) {axis=0}
            y = Reshape(x, c)
            """).Leaves("Reshape");

    [Fact]
    public void Needs_all_sizes_but_one() =>
        RuleCheck.Misses(new FoldReshapeTarget(), "several sizes", """
            x = input f32[n,s,8]
            i = input f32[a,b]
            t = Shape(i)
            c = Concat(t, const i64[1](-1)) {axis=0}
            y = Reshape(x, c)
            """);
}
