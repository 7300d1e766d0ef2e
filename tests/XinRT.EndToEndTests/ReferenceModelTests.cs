using XinRT.TestKit;

namespace XinRT.EndToEndTests;

public sealed class ReferenceModelTests
{
    [Fact]
    public void Shape_arithmetic_runs_from_input_to_output()
    {
        var results = GraphTexts.Run("""
            x = input f32[n,6]
            s = Shape(x)
            y = Reshape(x, const i64[2](-1,3))
            output s
            output y
            """);

        TensorAssert.Equal(GraphTexts.Tensor("i64[2](2,6)"), results[0]);
        Assert.Equal("f32[4,3]", results[1].Type.ToString());
    }
}
