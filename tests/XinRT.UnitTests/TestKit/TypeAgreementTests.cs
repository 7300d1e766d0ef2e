using XinRT.Ir;
using XinRT.Ops;
using XinRT.TestKit;

namespace XinRT.UnitTests.TestKit;

/// <summary>Each test gives a value that contradicts what inference is said to have found.</summary>
public sealed class TypeAgreementTests
{
    [Theory]
    [InlineData("f32[2]", DType.F32, true)]
    [InlineData("f32[*]", DType.F32, true)]
    [InlineData("f32[n - 1]", DType.F32, true)]
    [InlineData("f32[?1]", DType.F32, true)]
    [InlineData("f32[3]", DType.F32, false)]
    [InlineData("f32[n]", DType.F32, false)]
    [InlineData("f32[2,1]", DType.F32, false)]
    [InlineData("f16[2]", DType.F32, false)]
    [InlineData("seq(f32[2])", DType.F32, false)]
    public void A_run_must_agree_with_the_inferred_type(string inferred, DType dtype, bool agrees)
    {
        var (graph, value) = OneNode(inferred);
        var check = new TypeAgreement(graph, new Dictionary<string, long> { ["n"] = 3 });
        var error = Record.Exception(() => check.Observe(graph.Nodes[0], [Tensor.Zeros(dtype, 2)]));

        Assert.Equal(agrees, error is null);
        if (!agrees) Assert.Contains(value.Type.ToString(), error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_met_once_must_be_the_same_afterwards()
    {
        var (graph, _) = OneNode("f32[?1]");
        var check = new TypeAgreement(graph, new Dictionary<string, long>());
        check.Observe(graph.Nodes[0], [Tensor.Zeros(DType.F32, 2)]);

        Assert.Throws<TestKitException>(() => check.Observe(graph.Nodes[0], [Tensor.Zeros(DType.F32, 3)]));
    }

    [Fact]
    public void Contents_that_inference_followed_must_be_those_of_the_run()
    {
        var (graph, value) = OneNode("i64[2]");
        value.Data = [Dim.Symbol("n"), 4];
        var check = new TypeAgreement(graph, new Dictionary<string, long> { ["n"] = 3 });
        check.Observe(graph.Nodes[0], [Tensor.From<long>([3, 4])]);

        Assert.Throws<TestKitException>(() => check.Observe(graph.Nodes[0], [Tensor.From<long>([3, 5])]));
    }

    private static (Graph Graph, Value Value) OneNode(string type)
    {
        var value = new Value("y", Graph.Parse($"x = input {type}").Inputs[0].Type);
        var graph = new Graph("g");
        graph.Add(new Node("y", new IdentityOp(), [graph.AddInput(new Value("x"))], [value]));
        return (graph, value);
    }
}
