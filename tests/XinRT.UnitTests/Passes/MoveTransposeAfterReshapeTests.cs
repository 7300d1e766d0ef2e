using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class MoveTransposeAfterReshapeTests
{
    [Fact]
    public void Shows_the_key_as_a_plain_transposition() =>
        RuleCheck.Applies(new MoveTransposeAfterReshape(), """
            x = input f32[1,6,5,4]
            a = Reshape(x, const i64[3](6,5,4))
            b = Transpose(a) {perm=[0,2,1]}
            y = Reshape(b, const i64[4](1,6,4,5))
            """).Leaves("Reshape", "Reshape", "Transpose");

    [Fact]
    public void Keeps_a_reshape_that_joins_moved_axes() =>
        RuleCheck.Ignores(new MoveTransposeAfterReshape(), """
            x = input f32[6,5,4]
            b = Transpose(x) {perm=[0,2,1]}
            y = Reshape(b, const i64[2](6,20))
            """);
}
