using XinRT.Backends;
using XinRT.Backends.Cpu;
using XinRT.Backends.Reference;
using XinRT.Compiler;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.UnitTests.Runtime;

/// <summary>Contents that an operator cannot compute with end in an error that names the node, the number and the size, on every
/// backend alike.</summary>
public sealed class OutOfRangeTests
{
    private static readonly long[] Bad = [0, 9];

    [Theory]
    [InlineData("bad = Gather(x, i)", "from -4 to 3, but it is 9")]
    [InlineData("bad = GatherElements(x, i)", "from -4 to 3, but it is 9")]
    [InlineData("i2 = Unsqueeze(i, const i64[1](1))\nbad = GatherND(x, i2)", "from -4 to 3, but it is 9")]
    [InlineData("bad = ScatterElements(x, i, const f32[2])", "from -4 to 3, but it is 9")]
    [InlineData("i2 = Unsqueeze(i, const i64[1](1))\nbad = ScatterND(x, i2, const f32[2])", "from -4 to 3, but it is 9")]
    [InlineData("k = Gather(i, const i64[1](1))\nbad, n = TopK(x, k)", "the axis's size 4, but it is 9")]
    [InlineData("s = Gather(i, const i64[1](0))\nbad = Slice(x, const i64[1](0), const i64[1](3), const i64[1](0), s)", "axis 0 with 4 elements")]
    [InlineData("bad, n = Split(x, i)", "[0,9]")]
    [InlineData("m = Neg(i)\nbad = Pad(x, m)", "axis 0 has size 4, but the pads 0 and -9")]
    [InlineData("k = Neg(i)\nd = Gather(k, const i64(1))\nbad = OneHot(i, d, const f32[2](0,1))", "but it is [-9]")]
    public void The_error_names_the_node_the_number_and_the_size(string nodes, string text)
    {
        nodes = nodes.Replace("const i64(1)", "const i64[](1)", StringComparison.Ordinal);
        var graph = Graph.Parse($"x = input f32[4]\ni = input i64[2]\n{nodes}\n");
        Datum[] inputs = [Tensor.Zeros(DType.F32, 4), Tensor.From<long>(Bad)];

        var expected = Assert.ThrowsAny<XinException>(() => new ReferenceExecutor { Threads = 1 }.Run(graph, inputs));
        var found = Assert.ThrowsAny<XinException>(() => Run(graph, inputs));

        Assert.Contains("'bad'", expected.Message, StringComparison.Ordinal);
        Assert.Contains(text, expected.Message, StringComparison.Ordinal);
        Assert.Equal(expected.Message, found.Message);
    }

    [Fact]
    public void An_index_out_of_range_is_off_everywhere_in_OneHot()
    {
        var graph = Graph.Parse("x = input f32[4]\ni = input i64[2]\ny = OneHot(i, const i64[](3), const f32[2](5,7))\n");
        Assert.Equal([7, 5, 5, 5, 5, 5], ((Tensor)new ReferenceExecutor { Threads = 1 }.Run(graph, [Tensor.Zeros(DType.F32, 4), Tensor.From<long>(Bad)])[0]).ToDoubles());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Of_two_nodes_with_the_same_code_the_error_names_the_one_that_failed(int bad)
    {
        var graph = Graph.Parse("""
            x = input f32[64,8]
            i0 = input i64[16]
            i1 = input i64[16]
            g0 = Gather(x, i0)
            g1 = Gather(x, i1)
            """);
        var indices = Enumerable.Range(0, 2).Select(k => Tensor.From<long>(Enumerable.Repeat(k == bad ? 64L : 0, 16).ToArray())).ToArray();

        var error = Assert.ThrowsAny<XinException>(() => Run(graph, [Tensor.Zeros(DType.F32, 64, 8), .. indices]));

        Assert.Contains($"Gather 'g{bad}'", error.Message, StringComparison.Ordinal);
    }

    private static void Run(Graph graph, Datum[] inputs)
    {
        var backends = new BackendRegistry().Add(new CpuBackend()).Add(new ReferenceBackend());
        var options = new EngineOptions { Threads = 1 };
        using var engine = new Engine(EngineCompiler.Compile(graph, backends, [], [], options).Plan, backends, options);
        using var context = engine.CreateContext();
        for (int i = 0; i < inputs.Length; i++) context.SetInput(graph.Inputs[i].Name, inputs[i]);
        context.Run(TestContext.Current.CancellationToken);
    }
}
