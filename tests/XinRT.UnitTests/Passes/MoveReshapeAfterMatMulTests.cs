using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class MoveReshapeAfterMatMulTests
{
    [Fact]
    public void Multiplies_windows_where_they_are() =>
        RuleCheck.Applies(new MoveReshapeAfterMatMul(), """
            x = input f32[1,2,3,2,3,4]
            t = Transpose(x) {perm=[0,1,3,2,4,5]}
            r = Reshape(t, const i64[3](4,9,4))
            y = MatMul(r, const f32[4,5])
            """).Leaves("Transpose", "MatMul", "Reshape");

    [Fact]
    public void Keeps_heads_that_become_columns() =>
        RuleCheck.Misses(new MoveReshapeAfterMatMul(), "the reshape changes the last axis", """
            x = input f32[1,2,5,4]
            t = Transpose(x) {perm=[0,2,1,3]}
            r = Reshape(t, const i64[3](1,5,8))
            y = MatMul(r, const f32[8,5])
            """);

    [Fact]
    public void Keeps_a_transposition_of_the_columns() =>
        RuleCheck.Misses(new MoveReshapeAfterMatMul(), "the transposition moves the last axis", """
            x = input f32[2,4,3,5]
            t = Transpose(x) {perm=[0,2,3,1]}
            r = Reshape(t, const i64[2](30,4))
            y = MatMul(r, const f32[4,5])
            """);
}
