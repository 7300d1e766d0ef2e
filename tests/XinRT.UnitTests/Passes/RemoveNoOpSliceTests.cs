using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class RemoveNoOpSliceTests
{
    [Fact]
    public void Removes_a_slice_of_everything() =>
        RuleCheck.Applies(new RemoveNoOpSlice(), """
            x = input f32[n,8]
            a = Slice(x, const i64[1](0), const i64[1](9223372036854775807), const i64[1](1))
            y = Relu(a)
            """).Leaves("Relu");

    [Fact]
    public void Keeps_a_reversal() =>
        RuleCheck.Misses(new RemoveNoOpSlice(), "the step is not known to be 1", """
            x = input f32[2,8]
            a = Slice(x, const i64[1](-1), const i64[1](-100), const i64[1](1), const i64[1](-1))
            y = Relu(a)
            """);
}
