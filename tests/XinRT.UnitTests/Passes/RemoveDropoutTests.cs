using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class RemoveDropoutTests
{
    [Fact]
    public void Removes_it_outside_training() =>
        RuleCheck.Applies(new RemoveDropout(), """
            x = input f32[2]
            a = Dropout(x, const f32[](0.5), const bool[](0))
            y = Relu(a)
            """).Leaves("Relu");

    [Fact]
    public void Keeps_it_in_training_mode() =>
        RuleCheck.Misses(new RemoveDropout(), "it is in training mode", """
            x = input f32[2]
            a = Dropout(x, const f32[](0.5), const bool[](1))
            y = Relu(a)
            """);
}
