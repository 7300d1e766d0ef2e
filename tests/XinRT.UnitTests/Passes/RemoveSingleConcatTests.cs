using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class RemoveSingleConcatTests
{
    [Fact]
    public void Removes_a_concat_of_one() =>
        RuleCheck.Applies(new RemoveSingleConcat(), """
            x = input f32[2,8]
            a = Concat(x) {axis=0}
            y = Relu(a)
            """).Leaves("Relu");

    [Fact]
    public void Leaves_others_alone() =>
        RuleCheck.Ignores(new RemoveSingleConcat(), """
            x = input f32[2,8]
            a = Concat(x, x) {axis=0}
            y = Relu(a)
            """);
}
