using XinRT.Ir;

namespace XinRT.UnitTests.Ir;

public sealed class TypeJoinTests
{
    [Theory]
    [InlineData("f32[2,n]", "f32[2,n]", "f32[2,n]")]
    [InlineData("f32[2,n]", "f32[3,n]", "f32[?1,n]")]
    [InlineData("f32[2]", "f32[2,1]", "f32[*]")]
    [InlineData("f32[*]", "f32[2]", "f32[*]")]
    [InlineData("undefined[*]", "i8[2]", "i8[*]")]
    [InlineData("seq(f32[2])", "seq(f32[4])", "seq(f32[?1])")]
    [InlineData("optional(f32[2])", "f32[2]", "optional(f32[2])")]
    [InlineData("f32[3]", "optional(f32[2])", "optional(f32[?1])")]
    [InlineData("map(i64,f32[2])", "map(i64,f32[3])", "map(i64,f32[?1])")]
    public void The_join_describes_values_of_both(string a, string b, string joint) =>
        Assert.Equal(joint, TypeJoin.Join(Parse(a), Parse(b), new SymbolSource().Next).ToString());

    private static IrType Parse(string type) => Graph.Parse($"x = input {type}").Inputs[0].Type;
}
