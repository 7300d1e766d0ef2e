using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FoldTransposeOfOnesTests
{
    [Fact]
    public void Makes_it_a_reshape() =>
        RuleCheck.Applies(new FoldTransposeOfOnes(), """
            x = input f32[1,n,8]
            y = Transpose(x) {perm=[1,0,2]}
            """).Leaves("Reshape");

    [Fact]
    public void Leaves_longer_axes_alone() =>
        RuleCheck.Ignores(new FoldTransposeOfOnes(), """
            x = input f32[2,n,8]
            y = Transpose(x) {perm=[1,0,2]}
            """);
}
