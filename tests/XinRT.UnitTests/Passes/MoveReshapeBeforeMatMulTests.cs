using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class MoveReshapeBeforeMatMulTests
{
    [Fact]
    public void Writes_rows_to_where_they_go() =>
        RuleCheck.Applies(new MoveReshapeBeforeMatMul(), """
            x = input f32[4,9,4]
            m = MatMul(x, const f32[4,5])
            a = Add(m, const f32[5])
            r = Reshape(a, const i64[6](1,2,2,3,3,5))
            y = Transpose(r) {perm=[0,1,3,2,4,5]}
            """).Leaves("Reshape", "MatMul", "Add", "Transpose");

    [Fact]
    public void Keeps_columns_that_become_heads() =>
        RuleCheck.Misses(new MoveReshapeBeforeMatMul(), "the reshape changes the last axis", """
            x = input f32[1,5,4]
            m = MatMul(x, const f32[4,8])
            r = Reshape(m, const i64[4](1,5,2,4))
            y = Transpose(r) {perm=[0,2,1,3]}
            """);

    [Fact]
    public void Keeps_a_bias_per_row() =>
        RuleCheck.Misses(new MoveReshapeBeforeMatMul(), "the bias differs from row to row", """
            x = input f32[4,9,4]
            m = MatMul(x, const f32[4,5])
            a = Add(m, const f32[9,5])
            r = Reshape(a, const i64[6](1,2,2,3,3,5))
            y = Transpose(r) {perm=[0,1,3,2,4,5]}
            """);
}
