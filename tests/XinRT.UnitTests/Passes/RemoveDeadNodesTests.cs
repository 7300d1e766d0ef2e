using XinRT.Ir;
using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class RemoveDeadNodesTests
{
    [Fact]
    public void Removes_nodes_and_outputs_that_nobody_reads()
    {
        var graph = Graph.Parse("""
            x = input f32[4]
            a = Relu(x)
            b = Sigmoid(a)
            p, q = Split(x) {num_outputs=2}
            y = Relu(p)
            output y
            """);

        var result = new RemoveDeadNodes().ApplyTo(graph);

        Assert.Equal(["Split", "Relu"], result.Nodes.Select(n => n.Op.Info.Name));
        Assert.Null(result.Nodes[0].Outputs[1]);
    }
}
