using XinRT.Ir;
using XinRT.Ops;
using XinRT.Reference;

namespace XinRT.UnitTests.Reference;

public sealed class ReferenceExecutorTests
{
    [Fact]
    public void The_number_of_inputs_is_checked()
    {
        var graph = Graph.Parse("x = input f32[2]\ny = Identity(x)");

        Assert.Equal("XIN6101", Assert.Throws<InferenceException>(() => new ReferenceExecutor().Run(graph, [])).Code);
    }

    [Fact]
    public void A_value_without_producer_is_an_error()
    {
        var graph = new Graph("g");
        graph.AddOutput(new Value("nowhere"));

        Assert.Equal("XIN6102", Assert.Throws<InferenceException>(() => new ReferenceExecutor().Run(graph, [])).Code);
    }

    [Fact]
    public void A_failure_inside_an_operator_names_the_node()
    {
        var graph = Graph.Parse("x = input f32[n]\ny = Reshape(x, const i64[1](3))");

        var error = Assert.Throws<InferenceException>(() => new ReferenceExecutor().Run(graph, [Tensor.Zeros(DType.F32, 2)]));

        Assert.Equal("XIN6104", error.Code);
        Assert.StartsWith("XIN6104 Reshape 'y': 2 elements do not fill the target shape [3].", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_stops_between_nodes_when_asked()
    {
        using var stop = new CancellationTokenSource();
        var graph = Graph.Parse("x = input f32[2]\na = Identity(x)\nb = Identity(a)");
        var ran = new List<string>();
        var executor = new ReferenceExecutor
        {
            Cancel = stop.Token,
            Observe = (node, _) =>
            {
                ran.Add(node.Name);
                stop.Cancel();
            },
        };

        Assert.Throws<OperationCanceledException>(() => executor.Run(graph, [Tensor.Zeros(DType.F32, 2)]));
        Assert.Equal(["a"], ran);
    }

    [Fact]
    public void Every_wanted_output_must_be_computed()
    {
        var node = new Node("y", new IdentityOp(), [new Value("x")], [new Value("a"), new Value("b")]);

        var error = Assert.Throws<InferenceException>(() => new ReferenceExecutor().Evaluate(node, [Tensor.Scalar(1f)]));

        Assert.Contains("did not compute output 1", error.Message, StringComparison.Ordinal);
    }
}
