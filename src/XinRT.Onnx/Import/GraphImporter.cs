using XinRT.Ir;
using XinRT.Onnx.Proto;

namespace XinRT.Onnx.Import;

/// <summary>Imports a <see cref="GraphProto"/>: inputs, initializers, nodes, outputs.</summary>
internal sealed class GraphImporter(ImportSession session)
{
    // Bodies within bodies deeper than this do not come from exporters.
    private const int MaxDepth = 32;

    /// <summary>Imports the main graph.</summary>
    public Graph Import(GraphProto proto, IReadOnlyDictionary<string, int> opsets)
    {
        var scope = new GraphScope(proto.Name.Length > 0 ? proto.Name : "main", null);
        Fill(proto, scope, opsets, null, 0);
        return scope.Graph;
    }

    /// <summary>Imports a body; its captures are appended by the caller, who knows the other bodies of the node.</summary>
    public GraphScope ImportBody(GraphProto proto, GraphScope parent, IReadOnlyDictionary<string, int> opsets,
        IReadOnlyDictionary<string, AttributeProto>? attributes, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new ModelException("XIN1010", session.Model.Name, $"bodies may be nested {MaxDepth} deep, but the model goes deeper",
                hint: "check the exporter");
        }
        var scope = new GraphScope(proto.Name.Length > 0 ? proto.Name : "body", parent);
        Fill(proto, scope, opsets, attributes, depth);
        return scope;
    }

    private void Fill(GraphProto proto, GraphScope scope, IReadOnlyDictionary<string, int> opsets,
        IReadOnlyDictionary<string, AttributeProto>? attributes, int depth)
    {
        bool top = depth == 0;
        foreach (string name in Names(proto)) scope.Declare(name);
        // A default value of an input is taken as fixed: without it nothing could be folded into weights.
        foreach (var tensor in proto.Initializer)
            scope.Define(tensor.Name, new Value(tensor.Name, TensorReader.Read(tensor, session.Model.External)));
        foreach (var sparse in proto.SparseInitializer)
            scope.Define(sparse.Values?.Name ?? "", new Value(sparse.Values?.Name ?? "", TensorReader.Read(sparse, session.Model.External)));
        var constants = proto.Initializer.Select(t => t.Name).Concat(proto.SparseInitializer.Select(s => s.Values?.Name ?? "")).ToHashSet(StringComparer.Ordinal);
        foreach (var input in proto.Input)
        {
            if (top && constants.Contains(input.Name)) continue;
            if (top && session.Options.FixedInputs.TryGetValue(input.Name, out var fixedTensor))
            {
                scope.Define(input.Name, new Value(input.Name, fixedTensor));
                continue;
            }
            var type = TypeReader.Read(input.Type, input.Name);
            if (top && session.Options.InputShapes.TryGetValue(input.Name, out var shape) && type is TensorType t)
                type = new TensorType(t.DType, shape);
            scope.Define(input.Name, scope.Graph.AddInput(new Value(input.Name, type)));
        }

        var nodes = new NodeImporter(session, this, scope, opsets, Declared(proto), depth);
        foreach (var node in NodeOrder.Sort(proto.Node, scope.Graph.Name)) nodes.Import(node, attributes);
        foreach (var output in proto.Output) scope.Graph.AddOutput(scope.Get(output.Name));
    }

    private static IEnumerable<string> Names(GraphProto proto) =>
        proto.Initializer.Select(t => t.Name).Concat(proto.SparseInitializer.Select(s => s.Values?.Name ?? ""))
            .Concat(proto.Input.Select(i => i.Name)).Concat(proto.Node.SelectMany(n => n.Output));

    // Types the model states; they help where inference does not know the rank.
    private static Dictionary<string, ValueInfoProto> Declared(GraphProto proto)
    {
        var declared = new Dictionary<string, ValueInfoProto>(StringComparer.Ordinal);
        foreach (var info in proto.ValueInfo.Concat(proto.Output)) declared[info.Name] = info;
        return declared;
    }
}
