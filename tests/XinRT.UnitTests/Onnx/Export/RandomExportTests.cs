using XinRT.Ir;
using XinRT.Onnx;
using XinRT.Passes;
using XinRT.Reference;
using XinRT.Soak.Graphs;
using XinRT.TestKit;

namespace XinRT.UnitTests.Onnx.Export;

/// <summary>Random networks, as they are and optimized, written and read again: they compute the same.</summary>
public sealed class RandomExportTests
{
    private const int Networks = 50;

    [Theory]
    [InlineData(FusedNodes.Inline)]
    [InlineData(FusedNodes.Functions)]
    public void A_random_network_computes_the_same_after_export_and_import(FusedNodes form)
    {
        int compared = 0;
        for (int seed = 0; seed < Networks; seed++)
        {
            var network = GraphCase.Make((ulong)seed);
            var optimized = Pipelines.Default.Run(network.Graph.Clone(),
                new PassContext(new PassOptions { Threads = 1 }, TestContext.Current.CancellationToken));
            foreach (var graph in (Graph[])[network.Graph, optimized])
            {
                Datum[] inputs = [.. graph.Inputs.Select((v, i) =>
                    (Datum)SyntheticTensor.Make(v.TensorType.DType, Dims(v, network.Sizes[0]), i + 1))];
                if (Run(graph, inputs) is not { } expected) continue;

                var actual = Run(ExportedModel.Again(graph, new ExportOptions { Fused = form }), inputs);

                compared++;
                Assert.NotNull(actual);
                for (int i = 0; i < expected.Length; i++)
                    TensorAssert.Equal((Tensor)expected[i], (Tensor)actual[i], what: $"network {seed}, output {i}");
            }
        }
        Assert.True(compared > Networks, $"only {compared} of {2 * Networks} graphs run");
    }

    private static long[] Dims(Value input, IReadOnlyDictionary<string, long> sizes)
    {
        Assert.True(input.TensorType.Shape!.Bind(sizes).TryGetStatic(out long[]? dims), input.ToString());
        return dims;
    }

    // Null where the made-up sizes do not fit the network.
    private static Datum[]? Run(Graph graph, Datum[] inputs)
    {
        try
        {
            return new ReferenceExecutor { Threads = 1 }.Run(graph, inputs);
        }
        catch (XinException)
        {
            return null;
        }
    }
}
