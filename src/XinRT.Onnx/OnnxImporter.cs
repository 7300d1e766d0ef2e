using XinRT.Ir;
using XinRT.Onnx.Import;

namespace XinRT.Onnx;

/// <summary>Turns an ONNX model into a <see cref="Graph"/>: functions inlined, old forms of operators brought to the newest,
/// values captured by bodies made explicit, every value typed.</summary>
public static class OnnxImporter
{
    /// <summary>Newest opset of <c>ai.onnx</c> whose operators are known.</summary>
    public const int NewestOpset = 28;

    /// <summary>Loads and imports a file. <see cref="ModelException"/> lists every node that is not supported.</summary>
    public static Graph Import(string path, ImportOptions? options = null) => Import(OnnxModel.Load(path), options);

    /// <summary>Declared types of the inputs that a caller must give, by name in order.</summary>
    public static IReadOnlyDictionary<string, IrType> InputTypes(OnnxModel model)
    {
        var constants = model.Proto.Graph.Initializer.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var types = new Dictionary<string, IrType>(StringComparer.Ordinal);
        foreach (var input in model.Proto.Graph.Input)
            if (!constants.Contains(input.Name)) types[input.Name] = TypeReader.Read(input.Type, input.Name);
        return types;
    }

    /// <summary>Imports a parsed model.</summary>
    public static Graph Import(OnnxModel model, ImportOptions? options = null)
    {
        var opsets = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var opset in model.Proto.OpsetImport) opsets[opset.Domain == "ai.onnx" ? "" : opset.Domain] = (int)Math.Clamp(opset.Version, 0, 1 << 20);
        if (opsets.TryGetValue("", out int version) && version > NewestOpset)
        {
            throw new ModelException("XIN1009", model.Name, $"opsets up to {NewestOpset} are known, but the model needs {version}",
                hint: $"export with opset {NewestOpset} or lower");
        }
        var session = new ImportSession(model, options ?? new ImportOptions());
        var graph = new GraphImporter(session).Import(model.Proto.Graph, opsets);
        return session.Problems.Count == 0 ? graph : throw ModelException.Unsupported(model.Name, session.Problems);
    }
}
