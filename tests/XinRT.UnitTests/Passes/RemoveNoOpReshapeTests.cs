using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class RemoveNoOpReshapeTests
{
    [Fact]
    public void Removes_it_where_symbols_prove_the_shape() =>
        RuleCheck.Applies(new RemoveNoOpReshape(), """
            x = input f32[n,8]
            a = Reshape(x, const i64[2](0,8))
            y = Relu(a)
            """).Leaves("Relu");

    [Fact]
    public void Leaves_other_reshapes_alone() =>
        RuleCheck.Ignores(new RemoveNoOpReshape(), """
            x = input f32[n,8]
            a = Reshape(x, const i64[3](0,2,4))
            y = Relu(a)
            """);
}
