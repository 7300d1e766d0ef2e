using XinRT.Ir;
using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class SortNodesTests
{
    [Fact]
    public void Puts_producers_first()
    {
        var graph = Graph.Parse("""
            x = input f32[2]
            a = Relu(x)
            y = Neg(a)
            """);
        var shuffled = new Graph("shuffled");
        shuffled.AddInput(graph.Inputs[0]);
        foreach (var node in graph.Nodes.Reverse()) shuffled.Add(node);
        shuffled.AddOutput(graph.Outputs[0]);

        Assert.Equal(["Relu", "Neg"], new SortNodes().ApplyTo(shuffled).Nodes.Select(n => n.Op.Info.Name));
    }
}
