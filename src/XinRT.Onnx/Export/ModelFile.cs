using System.Globalization;
using Google.Protobuf;
using XinRT.Onnx.Proto;

namespace XinRT.Onnx.Export;

/// <summary>An ONNX file being written in a folder of its own beside its place, with its external data; both get to
/// their place when they are whole.</summary>
internal sealed class ModelFile : IDisposable
{
    // Of the protobuf format.
    private const long MaxBytes = int.MaxValue;

    // Of a tensor's place in the data file, so that it can be used where it is mapped.
    private const int Alignment = 64;

    // Smaller tensors stay in the model file.
    private const long MaxInnerBytes = 1024;

    // Tag and length before the elements of one tensor, and growth of the lengths around them.
    private const long FieldBytes = 32;

    private readonly string _path;
    private readonly string _folder;

    /// <summary>Makes the folder.</summary>
    /// <param name="path">Where the file is to be.</param>
    public ModelFile(string path)
    {
        _path = Path.GetFullPath(path);
        _folder = Path.Combine(Path.GetDirectoryName(_path)!, $".{Path.GetFileName(_path)}.{Guid.NewGuid():N}");
        Directory.CreateDirectory(_folder);
    }

    /// <summary>The model before it is at its place.</summary>
    public string Model => Path.Combine(_folder, Path.GetFileName(_path));

    /// <summary>Bytes of the model file.</summary>
    public long ModelBytes { get; private set; }

    /// <summary>Bytes of the data file; 0 if there is none.</summary>
    public long DataBytes { get; private set; }

    /// <summary>The file of external data of a model.</summary>
    public static string DataPath(string model) => model + ".data";

    /// <summary>Writes both files, tensor by tensor.</summary>
    /// <param name="model">The model without initializers, which are added.</param>
    /// <param name="constants">The initializers.</param>
    /// <param name="external">Whether large tensors are external even if the model would not be too large.</param>
    public void Write(ModelProto model, IReadOnlyList<StoredTensor> constants, bool external)
    {
        model.Graph.Initializer.AddRange(constants.Select(c => c.Proto));
        long whole = model.CalculateSize() + constants.Sum(c => TensorWriter.RawBytes(c.Tensor) + FieldBytes);
        if (external || whole > MaxBytes)
            WriteData([.. constants.Where(c => TensorWriter.RawBytes(c.Tensor) > MaxInnerBytes)]);
        foreach (var (proto, tensor) in constants)
            if (proto.DataLocation == 0 && tensor.DType != DType.String)
                proto.RawData = UnsafeByteOperations.UnsafeWrap(TensorWriter.Raw(tensor));
        using var stream = File.Create(Model);
        model.WriteTo(stream);
        ModelBytes = stream.Length;
    }

    /// <summary>Moves the files to their place, the data first.</summary>
    public void Publish()
    {
        if (DataBytes > 0) File.Move(DataPath(Model), DataPath(_path), overwrite: true);
        File.Move(Model, _path, overwrite: true);
    }

    /// <summary>Removes the folder with what is left in it.</summary>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void WriteData(List<StoredTensor> constants)
    {
        if (constants.Count == 0) return;
        using var stream = File.Create(DataPath(Model));
        foreach (var (proto, tensor) in constants)
        {
            long offset = (stream.Position + Alignment - 1) / Alignment * Alignment;
            stream.SetLength(offset);
            stream.Position = offset;
            var raw = TensorWriter.Raw(tensor);
            stream.Write(raw.Span);
            proto.DataLocation = 1;
            Add(proto, "location", Path.GetFileName(DataPath(_path)));
            Add(proto, "offset", offset.ToString(CultureInfo.InvariantCulture));
            Add(proto, "length", raw.Length.ToString(CultureInfo.InvariantCulture));
        }
        DataBytes = stream.Length;
    }

    private static void Add(TensorProto proto, string key, string value) =>
        proto.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
}
