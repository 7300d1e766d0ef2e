using XinRT.Ir;
using XinRT.Onnx.Proto;

namespace XinRT.Onnx.Import;

/// <summary>What all graphs and bodies of one import share.</summary>
internal sealed class ImportSession
{
    private readonly Dictionary<(string, string, string), FunctionProto> _functions = [];
    private int _unnamed;

    public ImportSession(OnnxModel model, ImportOptions options)
    {
        Model = model;
        Options = options;
        foreach (var f in model.Proto.Functions) _functions[(f.Domain == "ai.onnx" ? "" : f.Domain, f.Name, f.Overload)] = f;
    }

    public OnnxModel Model { get; }

    public ImportOptions Options { get; }

    /// <summary>Nodes that are not supported, in order.</summary>
    public List<ErrorFact> Problems { get; } = [];

    public SymbolSource Symbols { get; } = new();

    public FunctionProto? Function(string domain, string name, string overload) => _functions.GetValueOrDefault((domain, name, overload));

    public string NodeName(NodeProto node) => node.Name.Length > 0 ? node.Name : $"{node.OpType}#{++_unnamed}";

    public void Report(string node, string reason)
    {
        if (Problems.Count < 1000) Problems.Add(new(node, reason));
    }
}
