using Google.Protobuf;
using XinRT.Onnx;
using XinRT.Onnx.Proto;
using XinRT.Reference;

namespace XinRT.UnitTests.Onnx;

/// <summary>An ONNX model of one node in the form of some opset, imported and run on the reference.</summary>
internal static class OneNodeModel
{
    public static Tensor Run(int opset, string op, Tensor?[] inputs, params (string Name, object Value)[] attributes) =>
        Run("", opset, op, inputs, attributes);

    public static Tensor Run(string domain, int opset, string op, Tensor?[] inputs, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { Name = "node", OpType = op, Domain = domain };
        var graph = new GraphProto { Name = "main" };
        for (int i = 0; i < inputs.Length; i++)
        {
            node.Input.Add(inputs[i] is null ? "" : $"x{i}");
            if (inputs[i] is { } t) graph.Input.Add(new ValueInfoProto { Name = $"x{i}", Type = TypeOf(t) });
        }
        foreach (var (name, value) in attributes) node.Attribute.Add(Attribute(name, value));
        node.Output.Add("y");
        graph.Node.Add(node);
        graph.Output.Add(new ValueInfoProto { Name = "y" });
        var model = new ModelProto { IrVersion = 7, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = domain.Length == 0 ? opset : 17 });
        if (domain.Length > 0) model.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = opset });

        var imported = OnnxImporter.Import(OnnxModel.Parse(model.ToByteArray()));
        return (Tensor)new ReferenceExecutor { Threads = 1 }.Run(imported, [.. inputs.OfType<Tensor>()])[0];
    }

    public static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case long i: (attribute.Type, attribute.I) = (AttributeProto.Types.Kind.Int, i); break;
            case float f: (attribute.Type, attribute.F) = (AttributeProto.Types.Kind.Float, f); break;
            case string s: (attribute.Type, attribute.S) = (AttributeProto.Types.Kind.String, ByteString.CopyFromUtf8(s)); break;
            case long[] ints:
                attribute.Type = AttributeProto.Types.Kind.Ints;
                attribute.Ints.AddRange(ints);
                break;
            case float[] floats:
                attribute.Type = AttributeProto.Types.Kind.Floats;
                attribute.Floats.AddRange(floats);
                break;
            default: throw new ArgumentException($"no attribute is a {value.GetType().Name}", nameof(value));
        }
        return attribute;
    }

    private static TypeProto TypeOf(Tensor tensor)
    {
        var shape = new TensorShapeProto();
        foreach (long d in tensor.Dims) shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = d });
        return new TypeProto { TensorType = new TypeProto.Types.TensorKind { ElemType = (int)tensor.DType, Shape = shape } };
    }
}
