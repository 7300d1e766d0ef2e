using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FoldReshapePairsTests
{
    [Fact]
    public void Joins_two_reshapes() =>
        RuleCheck.Applies(new FoldReshapePairs(), """
            x = input f32[n,8]
            a = Unsqueeze(x, const i64[1](1))
            y = Reshape(a, const i64[3](0,2,4))
            """).Leaves("Reshape");

    [Fact]
    public void Removes_a_squeeze_that_undoes_an_unsqueeze() =>
        RuleCheck.Applies(new FoldReshapePairs(), """
            x = input f32[n,8]
            a = Unsqueeze(x, const i64[1](1))
            b = Squeeze(a, const i64[1](1))
            y = Relu(b)
            """).Leaves("Relu");

    [Fact]
    public void Keeps_them_where_several_sizes_are_open() =>
        RuleCheck.Misses(new FoldReshapePairs(), "several sizes", """
            x = input f32[n,8]
            t = input i64[2]
            a = Unsqueeze(x, const i64[1](1))
            y = Reshape(a, t)
            """);
}
