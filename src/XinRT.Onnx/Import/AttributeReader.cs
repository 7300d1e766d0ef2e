using XinRT.Onnx.Lowerings;
using XinRT.Onnx.Proto;
using Kind = XinRT.Onnx.Proto.AttributeProto.Types.Kind;

namespace XinRT.Onnx.Import;

/// <summary>Moves the attributes of a <see cref="NodeProto"/> into an <see cref="OnnxNode"/>.</summary>
internal static class AttributeReader
{
    /// <summary>Reads all attributes. A reference to an attribute of the enclosing function is looked up there; without a value
    /// it counts as absent.</summary>
    public static void Read(NodeProto proto, OnnxNode node, ExternalData external, IReadOnlyDictionary<string, AttributeProto>? outer)
    {
        foreach (var attribute in proto.Attribute)
        {
            var source = attribute;
            if (attribute.RefAttrName.Length > 0)
            {
                if (outer is null || !outer.TryGetValue(attribute.RefAttrName, out source!)) continue;
            }
            if (KindOf(source) == Kind.Graph)
            {
                if (source.G is not null) node.Bodies[attribute.Name] = source.G;
            }
            else node.Attributes.Set(attribute.Name, Value(source, external));
        }
    }

    // Models older than IR version 2 carry no kind; the field that is set tells it.
    private static Kind KindOf(AttributeProto a) => a.Type != Kind.Undefined ? a.Type
        : a.G is not null ? Kind.Graph
        : a.T is not null ? Kind.Tensor
        : a.Floats.Count > 0 ? Kind.Floats
        : a.Ints.Count > 0 ? Kind.Ints
        : a.Strings.Count > 0 ? Kind.Strings
        : a.S.Length > 0 ? Kind.String
        : a.F != 0 ? Kind.Float
        : Kind.Int;

    private static object? Value(AttributeProto a, ExternalData external) => KindOf(a) switch
    {
        Kind.Float => a.F,
        Kind.Int => a.I,
        Kind.String => a.S.ToStringUtf8(),
        Kind.Tensor => TensorReader.Read(a.T ?? new TensorProto(), external),
        Kind.Floats => a.Floats.ToArray(),
        Kind.Ints => a.Ints.ToArray(),
        Kind.Strings => a.Strings.Select(s => s.ToStringUtf8()).ToArray(),
        Kind.SparseTensor => TensorReader.Read(a.SparseTensor ?? new SparseTensorProto(), external),
        Kind.TypeProto => TypeReader.Read(a.Tp, "value"),
        // No operator has a list of tensors, graphs or types.
        _ => null,
    };
}
