using XinRT.Ir;
using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class InferTypesTests
{
    [Fact]
    public void A_target_that_became_constant_makes_the_shape_known()
    {
        var graph = Graph.Parse("""
            x = input f32[n,6]
            t = input i64[2]
            y = Reshape(x, t)
            z = Relu(y)
            """);
        var before = graph.Outputs[0].Type.ToString();
        graph.ReplaceUses(graph.Inputs[1], new Value("t", Tensor.From<long>([-1, 3])));

        var result = new InferTypes().ApplyTo(graph);

        Assert.Equal(("f32[?1,?2]", "f32[2*n,3]"), (before, result.Outputs[0].Type.ToString()));
    }
}
