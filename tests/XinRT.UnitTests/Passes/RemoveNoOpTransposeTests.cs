using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class RemoveNoOpTransposeTests
{
    [Fact]
    public void Removes_the_order_as_it_is() =>
        RuleCheck.Applies(new RemoveNoOpTranspose(), """
            x = input f32[2,3]
            a = Transpose(x) {perm=[0,1]}
            y = Relu(a)
            """).Leaves("Relu");

    [Fact]
    public void Leaves_others_alone() =>
        RuleCheck.Ignores(new RemoveNoOpTranspose(), """
            x = input f32[2,3]
            a = Transpose(x)
            y = Relu(a)
            """);
}
