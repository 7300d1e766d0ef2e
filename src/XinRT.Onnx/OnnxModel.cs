using Google.Protobuf;
using XinRT.Onnx.Proto;

namespace XinRT.Onnx;

/// <summary>A parsed ONNX file and the folder its external data lives in.</summary>
public sealed class OnnxModel
{
    // As in protobuf itself; deeper nesting than this does not come from exporters.
    private const int MaxDepth = 100;
    private const long OldestIr = 3, NewestIr = 14;

    private OnnxModel(string name, ModelProto proto, ExternalData external)
    {
        Name = name;
        Proto = proto;
        External = external;
    }

    /// <summary>File name, for messages.</summary>
    public string Name { get; }

    /// <summary>The parsed messages.</summary>
    public ModelProto Proto { get; }

    /// <summary>Access to the data outside the file.</summary>
    public ExternalData External { get; }

    /// <summary>Paths of the files with external data of initializers, those of bodies too.</summary>
    public IEnumerable<string> DataFiles => Initializers(Proto.Graph).SelectMany(t => t.ExternalData)
        .Where(e => e.Key == "location")
        .Select(e => e.Value).Distinct(StringComparer.Ordinal).SelectMany(External.Candidates);

    /// <summary>Reads a file; external data is only opened when a tensor needs it.</summary>
    public static OnnxModel Load(string path)
    {
        if (Directory.Exists(path))
        {
            throw new ModelException("XIN1001", Path.GetFileName(Path.TrimEndingDirectorySeparator(path)), $"an ONNX file is wanted, but '{path}' is a folder",
                hint: ForeignFile.HintFor(path));
        }
        if (!File.Exists(path))
        {
            throw new ModelException("XIN1001", Path.GetFileName(path), $"an ONNX file is wanted, but there is no file '{path}'",
                hint: "check the path");
        }
        using var stream = File.OpenRead(path);
        return Read(stream, Path.GetFileName(path), new ExternalData(path));
    }

    /// <summary>Reads a model from memory; it cannot have external data.</summary>
    public static OnnxModel Parse(ReadOnlyMemory<byte> bytes, string name = "model")
    {
        using var stream = new MemoryStream(bytes.ToArray());
        return Read(stream, name, ExternalData.None);
    }

    private static OnnxModel Read(Stream stream, string name, ExternalData external)
    {
        byte[] head = new byte[ForeignFile.HeadBytes];
        head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        stream.Position = 0;
        ModelProto proto;
        try
        {
            using var input = CodedInputStream.CreateWithLimits(stream, int.MaxValue, MaxDepth);
            proto = ModelProto.Parser.ParseFrom(input);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or ArgumentException or InvalidOperationException)
        {
            throw Foreign(head, name) ?? new ModelException("XIN1001", name, $"an ONNX file is wanted, but it does not parse ({e.Message})",
                hint: "check that the file is complete and is an ONNX model", inner: e);
        }
        if (proto.Graph is null)
        {
            throw Foreign(head, name) ?? new ModelException("XIN1001", name, "an ONNX model has a graph, but this file has none",
                hint: "check that the file is complete and is an ONNX model");
        }
        if (proto.IrVersion is < OldestIr or > NewestIr)
        {
            throw new ModelException("XIN1008", name,
                $"IR versions {OldestIr} to {NewestIr} are read, but the model has {proto.IrVersion}",
                hint: "convert the model with the ONNX version converter");
        }
        return new(name, proto, external);
    }

    private static IEnumerable<TensorProto> Initializers(GraphProto graph) => graph.Initializer
        .Concat(graph.Node.SelectMany(n => n.Attribute).Where(a => a.G is not null).SelectMany(a => Initializers(a.G)));

    private static ModelException? Foreign(ReadOnlySpan<byte> head, string name) => ForeignFile.Recognize(head) is { } file
        ? new("XIN1001", name, $"an ONNX file is wanted, but it is {file.Is}", hint: file.Hint) : null;
}
