using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class RemoveNoOpExpandTests
{
    [Fact]
    public void Removes_it_where_nothing_grows() =>
        RuleCheck.Applies(new RemoveNoOpExpand(), """
            x = input f32[n,8]
            a = Expand(x, const i64[1](8))
            y = Relu(a)
            """).Leaves("Relu");

    [Fact]
    public void Leaves_others_alone() =>
        RuleCheck.Ignores(new RemoveNoOpExpand(), """
            x = input f32[1,8]
            a = Expand(x, const i64[2](4,8))
            y = Relu(a)
            """);
}
