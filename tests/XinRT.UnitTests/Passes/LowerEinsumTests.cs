using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class LowerEinsumTests
{
    [Theory]
    [InlineData("ij,jk->ik", "2,3", "3,4", "MatMul")]
    [InlineData("ij,kj->ik", "2,3", "4,3", "Transpose MatMul")]
    [InlineData("bhid,bhjd->bhij", "2,3,4,5", "2,3,6,5", "Transpose MatMul")]
    [InlineData("bihd,bjhd->bhij", "2,4,3,5", "2,6,3,5", "Transpose Transpose MatMul")]
    [InlineData("bhij,bjhd->bihd", "2,3,4,6", "2,6,3,5", "Transpose MatMul Transpose")]
    [InlineData("abc,cd->abd", "2,3,4", "4,5", "MatMul")]
    [InlineData("abc,dc->dab", "2,3,4", "5,4", "Transpose MatMul Transpose")]
    [InlineData("abcd,cde->abe", "2,3,4,5", "4,5,6", "Reshape Reshape MatMul")]
    [InlineData("aibj,akb->aikj", "2,3,4,5", "2,6,4", "Transpose Transpose Reshape MatMul Reshape Transpose")]
    [InlineData("i,j->ij", "3", "4", "Unsqueeze Unsqueeze Mul")]
    [InlineData("ij,ij->ij", "3,4", "3,4", "Mul")]
    [InlineData("ij,j->ij", "3,4", "4", "Transpose Unsqueeze Mul Transpose")]
    [InlineData("i,i->", "4", "4", "Reshape Reshape MatMul Reshape")]
    [InlineData("ij,jk->k", "2,3", "3,4", "ReduceSum Reshape MatMul Reshape")]
    [InlineData("...ij,...jk->...ik", "2,3,4", "2,4,5", "MatMul")]
    public void Two_operands_become_a_product(string equation, string first, string second, string operators) =>
        RuleCheck.Applies(new LowerEinsum(), $$"""
            a = input f32[{{first}}]
            b = input f32[{{second}}]
            y = Einsum(a, b) {equation="{{equation}}"}
            """).Leaves(operators.Split(' '));

    [Theory]
    [InlineData("ij->ji", "Transpose")]
    [InlineData("ij->j", "ReduceSum")]
    [InlineData("ij->", "ReduceSum")]
    public void One_operand_is_summed_and_ordered(string equation, string operators) =>
        RuleCheck.Applies(new LowerEinsum(), $$"""
            a = input f32[2,3]
            y = Einsum(a) {equation="{{equation}}"}
            """).Leaves(operators.Split(' '));

    [Fact]
    public void Three_operands_are_taken_in_one_after_the_other() =>
        RuleCheck.Applies(new LowerEinsum(), """
            a = input f32[2,3]
            b = input f32[3,4]
            c = input f32[4,5]
            y = Einsum(a, b, c) {equation="ij,jk,kl->il"}
            """).Leaves("MatMul", "MatMul");

    [Fact]
    public void Open_sizes_stay_open() =>
        RuleCheck.Applies(new LowerEinsum(), """
            a = input f32[n,4,s,5]
            b = input f32[n,4,t,5]
            y = Einsum(a, b) {equation="bhid,bhjd->bhij"}
            """).Leaves("Transpose", "MatMul");

    [Fact]
    public void Joining_open_sizes_is_refused() =>
        RuleCheck.Misses(new LowerEinsum(), "several sizes depend on the run", """
            a = input f32[n,2,s,5]
            b = input f32[n,5,3]
            y = Einsum(a, b) {equation="bijd,bdk->bijk"}
            """);

    [Fact]
    public void A_diagonal_is_refused() =>
        RuleCheck.Misses(new LowerEinsum(), "diagonal", """
            a = input f32[3,3]
            y = Einsum(a) {equation="ii->i"}
            """);

    [Fact]
    public void A_label_of_several_sizes_is_refused() =>
        RuleCheck.Misses(new LowerEinsum(), "several sizes", """
            a = input f32[2,1]
            b = input f32[3,4]
            y = Einsum(a, b) {equation="ij,jk->ik"}
            """);

    [Fact]
    public void Integers_are_refused() =>
        RuleCheck.Misses(new LowerEinsum(), "float32", """
            a = input i32[2,3]
            y = Einsum(a) {equation="ij->ji"}
            """);
}
