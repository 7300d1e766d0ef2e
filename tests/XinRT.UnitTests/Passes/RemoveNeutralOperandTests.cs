using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class RemoveNeutralOperandTests
{
    [Fact]
    public void Removes_one_and_zero() =>
        RuleCheck.Applies(new RemoveNeutralOperand(), """
            x = input f32[2,8]
            a = Mul(const f32[](1), x)
            b = Add(a, const f32[8](0,0,0,0,0,0,0,0))
            c = Sub(b, const f32[](0))
            d = Div(c, const f32[1](1))
            y = Relu(d)
            """).Leaves("Relu");

    [Fact]
    public void Keeps_a_factor_of_one_that_broadcasts() =>
        RuleCheck.Misses(new RemoveNeutralOperand(), "the replacement would be f32[1,2], the original is f32[3,2]", """
            x = input f32[1,2]
            a = Mul(x, const f32[3,1](1,1,1))
            y = Relu(a)
            """);

    [Fact]
    public void Leaves_other_constants_alone() =>
        RuleCheck.Ignores(new RemoveNeutralOperand(), """
            x = input f32[2,8]
            a = Mul(x, const f32[](2))
            y = Relu(a)
            """);
}
