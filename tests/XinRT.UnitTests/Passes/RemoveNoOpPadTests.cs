using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class RemoveNoOpPadTests
{
    [Fact]
    public void Removes_a_pad_by_nothing() =>
        RuleCheck.Applies(new RemoveNoOpPad(), """
            x = input f32[2,8]
            a = Pad(x, const i64[4](0,0,0,0))
            y = Relu(a)
            """).Leaves("Relu");

    [Fact]
    public void Leaves_others_alone() =>
        RuleCheck.Ignores(new RemoveNoOpPad(), """
            x = input f32[2,8]
            a = Pad(x, const i64[4](0,1,0,0))
            y = Relu(a)
            """);
}
