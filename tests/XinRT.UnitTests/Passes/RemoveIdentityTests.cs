using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class RemoveIdentityTests
{
    [Fact]
    public void Removes_it_and_keeps_the_name_of_the_output() =>
        RuleCheck.Applies(new RemoveIdentity(), """
            x = input f32[2]
            a = Relu(x)
            y = Identity(a)
            """).Leaves("Relu");

    [Fact]
    public void Keeps_it_between_an_input_and_an_output() =>
        RuleCheck.Misses(new RemoveIdentity(), "the output 'y' would be the input 'x' itself", """
            x = input f32[2]
            y = Identity(x)
            """);
}
