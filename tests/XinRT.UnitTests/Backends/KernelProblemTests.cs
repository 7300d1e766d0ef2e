using XinRT.Backends;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.UnitTests.Backends;

public sealed class KernelProblemTests
{
    [Fact]
    public void Layers_that_differ_in_weights_are_one_problem()
    {
        const string Conv = "x = input f32[1,8,6,6]\ny = Conv(x, const f32[32,8,3,3], const f32[32])\noutput y";

        Assert.Equal(Key(Conv, seed: 1), Key(Conv, seed: 2));
        Assert.NotEqual(Key(Conv, seed: 1), Key(Conv.Replace("[32,8,3,3]", "[32,8,1,1]", StringComparison.Ordinal), seed: 1));
    }

    [Fact]
    public void Numbers_that_steer_the_computation_are_part_of_the_problem()
    {
        const string Bounds = "x = input f32[2,8]\ny = Clip(x, const f32[](0), const f32[](6))\noutput y";
        const string Rows = "x = input f32[2,8]\ny = Gather(x, const i64[2](0,1))\noutput y";

        Assert.NotEqual(Key(Bounds, seed: 1), Key(Bounds.Replace("(6)", "(5)", StringComparison.Ordinal), seed: 1));
        Assert.NotEqual(Key(Rows, seed: 1), Key(Rows.Replace("(0,1)", "(1,0)", StringComparison.Ordinal), seed: 1));
    }

    [Fact]
    public void Blocks_that_differ_in_names_are_one_problem()
    {
        const string Block = """
            x = input f32[1,40,6,6]
            y = xinrt::Fused(x, const f32[24,40,1,1]) {kind="Anchored"} body {
                x = input f32[1,40,6,6] w = input f32[24,40,1,1]
                s = Conv(x, w)
                r = Relu(s)
                y = Sigmoid(r)
            }
            """;

        Assert.Equal(Key(Block, seed: 1), Key(Block.Replace("r = Relu", "q = Relu", StringComparison.Ordinal)
            .Replace("(r)", "(q)", StringComparison.Ordinal), seed: 1));
        Assert.NotEqual(Key(Block, seed: 1), Key(Block.Replace("Relu", "Tanh", StringComparison.Ordinal), seed: 1));
    }

    [Fact]
    public void A_copy_with_another_node_has_the_form_of_that_node()
    {
        var graph = Graph.Parse("x = input f32[2,8]\ny = Softmax(x)\nz = Relu(y)\noutput z");
        TypeInference.Run(graph);
        KernelOperand operand = new(DType.F32, TensorLayout.RowMajor([2, 8]));
        var problem = new KernelProblem(graph.Nodes[0], [operand], [operand]);

        Assert.IsType<SoftmaxOp>(problem.Anchored!.Anchor);
        Assert.Null((problem with { Node = graph.Nodes[1] }).Anchored!.Anchor);
    }

    // The problem of the only node, its large constants replaced by others.
    private static string Key(string text, int seed)
    {
        var graph = Graph.Parse(text);
        TypeInference.Run(graph);
        var node = graph.Nodes.Single();
        KernelOperand Operand(Value value)
        {
            var type = value.TensorType;
            long[] dims = [.. type.Shape!.Select(d => d.Value)];
            var constant = value.Constant is { Count: > 16 } large ? SyntheticTensor.Make(large.DType, dims, seed) : value.Constant;
            return new(type.DType, TensorLayout.RowMajor(dims), constant);
        }
        return new KernelProblem(node, [.. node.Inputs.Select(v => Operand(v!))], [.. node.Outputs.Select(v => Operand(v!))]).Key();
    }
}
