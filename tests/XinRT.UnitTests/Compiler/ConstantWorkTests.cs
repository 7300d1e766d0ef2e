using XinRT.Ir;
using XinRT.Planning;

namespace XinRT.UnitTests.Compiler;

public sealed class ConstantWorkTests
{
    [Fact]
    public void Work_on_constants_moves_to_its_reader()
    {
        var graph = Graph.Parse("""
            x = input f32[4,4]
            w1 = DequantizeLinear(const i8[4,4], const f32[](0.5))
            w2 = DequantizeLinear(const i8[4,4], const f32[](0.5))
            a = MatMul(x, w1)
            b = MatMul(a, w2)
            output b
            """);

        ConstantWork.Delay(graph);

        Assert.Equal(["w1", "a", "w2", "b"], graph.Nodes.Select(n => n.Name));
    }
}
