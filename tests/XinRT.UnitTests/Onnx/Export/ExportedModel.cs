using Google.Protobuf;
using XinRT.Ir;
using XinRT.Onnx;
using XinRT.Onnx.Proto;

namespace XinRT.UnitTests.Onnx.Export;

/// <summary>A graph as the bytes of an ONNX model, parsed again.</summary>
internal static class ExportedModel
{
    public static ModelProto Of(string graph, ExportOptions? options = null) => Of(Typed(graph), options);

    public static ModelProto Of(Graph graph, ExportOptions? options = null) =>
        ModelProto.Parser.ParseFrom(OnnxExporter.Export(graph, options).ToByteArray());

    /// <summary>The graph that the importer makes of the model that is exported.</summary>
    public static Graph Again(Graph graph, ExportOptions? options = null) =>
        OnnxImporter.Import(OnnxModel.Parse(OnnxExporter.Export(graph, options).ToByteArray()));

    /// <summary>A graph of its text, with inferred types.</summary>
    public static Graph Typed(string text)
    {
        var graph = Graph.Parse(text);
        TypeInference.Run(graph);
        return graph;
    }

    /// <summary>Every name that a graph or its bodies define, once for each definition.</summary>
    public static IEnumerable<string> Names(GraphProto graph) => graph.Input.Select(i => i.Name)
        .Concat(graph.Initializer.Select(t => t.Name))
        .Concat(graph.Node.SelectMany(n => n.Output)).Where(n => n.Length > 0)
        .Concat(graph.Node.SelectMany(n => n.Attribute).Where(a => a.G is not null).SelectMany(a => Names(a.G)));

    /// <summary>The body that an attribute of a node holds.</summary>
    public static GraphProto Body(NodeProto node, string name) => node.Attribute.Single(a => a.Name == name).G;
}
