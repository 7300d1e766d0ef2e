using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FoldTransposePairsTests
{
    [Fact]
    public void Joins_two_orders() =>
        RuleCheck.Applies(new FoldTransposePairs(), """
            x = input f32[2,3,4]
            a = Transpose(x) {perm=[1,2,0]}
            y = Transpose(a) {perm=[1,2,0]}
            """).Leaves("Transpose");

    [Fact]
    public void Removes_a_pair_that_cancels() =>
        RuleCheck.Applies(new FoldTransposePairs(), """
            x = input f32[2,3,4]
            a = Transpose(x)
            b = Transpose(a)
            y = Relu(b)
            """).Leaves("Relu");

    [Fact]
    public void Needs_the_rank() =>
        RuleCheck.Misses(new FoldTransposePairs(), "the rank is not known", """
            x = input f32[*]
            a = Transpose(x)
            y = Transpose(a)
            """);
}
