using Google.Protobuf;
using XinRT.Compare.Conformance;
using XinRT.Ir;
using XinRT.Onnx;
using XinRT.Ops;
using XinRT.Reference;
using XinRT.TestKit;

namespace XinRT.Conformance;

/// <summary>Graphs of all cases and of the ONNX node tests, written as models and read again: the same graphs up to
/// names, or graphs that compute the same.</summary>
public sealed class ExportRoundTrip
{
    // Made before export: no model has them.
    private static readonly Type[] Replaced = [typeof(FusedOp), typeof(BatchedScanOp)];

    [Fact]
    public void Node_tests_are_the_same_after_export_and_import() =>
        Offenders.None(NodeSuite.Graphs.Select(Difference).OfType<string>());

    [Fact]
    public void Cases_of_operators_are_the_same_after_export_and_import() => Offenders.None(
        from c in OperatorConformance.AllCases
        where !c.Expected.Any(e => e.StartsWith("throws", StringComparison.Ordinal))
        let graph = Typed(c.Graph)
        where !graph.Nodes.Any(n => Replaced.Contains(n.Op.GetType()))
        let difference = Difference(graph)
        where difference is not null
        select $"{c.Name}: {difference}");

    [Theory]
    [InlineData(FusedNodes.Inline)]
    [InlineData(FusedNodes.Functions)]
    public void Optimized_node_tests_give_what_is_stored_after_export_and_import(FusedNodes form) => Offenders.None(
        from c in NodeSuite.Passing
        let difference = c.Run(model =>
        {
            var graph = new EngineBuilder().Optimize(model, cancel: TestContext.Current.CancellationToken);
            var again = OnnxImporter.Import(OnnxModel.Parse(OnnxExporter.Export(graph,
                new ExportOptions { Fused = form }).ToByteArray()));
            var executor = new ReferenceExecutor { Threads = 1 };
            return new ConformanceRun(again, inputs => executor.Run(again, inputs));
        })
        where difference is not null
        select $"{c.Name}: {difference}");

    private static Graph Typed(string text)
    {
        var graph = Graph.Parse(text);
        TypeInference.Run(graph);
        return graph;
    }

    private static string? Difference(Graph graph)
    {
        try
        {
            var again = OnnxImporter.Import(OnnxModel.Parse(OnnxExporter.Export(graph).ToByteArray()));
            string wanted = PlainText.Of(graph), found = PlainText.Of(again);
            // Captured constants and absent operands at the end need not be written; what is computed is the same.
            return wanted == found || GivesTheSame(graph, again) ? null : $"'{graph.Name}'\n{wanted}---\n{found}";
        }
        catch (XinException e)
        {
            return e.Message;
        }
    }

    private static bool GivesTheSame(Graph a, Graph b) => GraphTexts.Run(a).Zip(GraphTexts.Run(b))
        .All(p => DatumComparer.OnnxSuite.Difference(p.First, p.Second, "output") is null);
}
