using Google.Protobuf;
using XinRT.Ir;
using XinRT.Onnx.Proto;

namespace XinRT.Cli.Demo;

/// <summary>A small convolutional network with made-up weights, for machines where the trained models cannot be
/// fetched.</summary>
internal static class GeneratedModel
{
    private static readonly (int In, int Out, int Stride)[] Layers = [(3, 16, 2), (16, 32, 2), (32, 64, 2), (64, 64, 1)];

    /// <summary>Writes the model and returns its path. Input <c>picture: f32[1,3,h,w]</c>, output ten scores.</summary>
    public static string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var graph = new GraphProto { Name = "generated" };
        graph.Input.Add(Info("picture", 1, 3, null, null));
        string x = "picture";
        for (int i = 0; i < Layers.Length; i++)
        {
            var (cin, cout, stride) = Layers[i];
            graph.Initializer.Add(Weights($"w{i}", Math.Sqrt(6.0 / (cin * 9)), i, cout, cin, 3, 3));
            graph.Initializer.Add(Weights($"b{i}", 0.1, i + 100, cout));
            graph.Node.Add(Node("Conv", $"conv{i}", [x, $"w{i}", $"b{i}"], Ints("pads", 1, 1, 1, 1), Ints("strides", stride, stride)));
            graph.Node.Add(Node("Relu", $"relu{i}", [$"conv{i}"]));
            x = $"relu{i}";
        }
        graph.Node.Add(Node("GlobalAveragePool", "pool", [x]));
        graph.Node.Add(Node("Flatten", "flat", ["pool"]));
        graph.Initializer.Add(Weights("wf", 0.3, 200, 64, 10));
        graph.Node.Add(Node("MatMul", "logits", ["flat", "wf"]));
        graph.Node.Add(Node("Softmax", "scores", ["logits"]));
        graph.Output.Add(Info("scores", 1, 10));
        var model = new ModelProto { IrVersion = 8, ProducerName = "xinrt demo", Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        string path = Path.Combine(folder, "generated.onnx");
        File.WriteAllBytes(path, model.ToByteArray());
        return path;
    }

    private static NodeProto Node(string type, string output, string[] inputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = type, Name = output };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        node.Attribute.AddRange(attributes);
        return node;
    }

    private static AttributeProto Ints(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.Kind.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    private static TensorProto Weights(string name, double scale, int seed, params long[] dims)
    {
        var values = SyntheticTensor.Make(DType.F32, dims, seed).Span<float>();
        var proto = new TensorProto { Name = name, DataType = (int)DType.F32 };
        proto.Dims.AddRange(dims);
        foreach (float v in values) proto.FloatData.Add((float)(v * scale));
        return proto;
    }

    private static ValueInfoProto Info(string name, params long?[] dims)
    {
        var shape = new TensorShapeProto();
        foreach (long? d in dims) shape.Dim.Add(d is { } size ? new() { DimValue = size } : new TensorShapeProto.Types.Dimension { DimParam = $"d{shape.Dim.Count}" });
        return new() { Name = name, Type = new TypeProto { TensorType = new() { ElemType = (int)DType.F32, Shape = shape } } };
    }
}
