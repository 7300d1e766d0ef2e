using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class RemoveNoOpCastTests
{
    [Fact]
    public void Removes_a_cast_to_the_same_type() =>
        RuleCheck.Applies(new RemoveNoOpCast(), """
            x = input f32[n]
            a = Cast(x) {to=1}
            y = Relu(a)
            """).Leaves("Relu");

    [Fact]
    public void Leaves_other_casts_alone() =>
        RuleCheck.Ignores(new RemoveNoOpCast(), """
            x = input f32[n]
            a = Cast(x) {to=11}
            y = Relu(a)
            """);
}
