using XinRT.Ir;
using XinRT.Onnx.Proto;

namespace XinRT.Onnx.Import;

/// <summary>What all graphs and bodies of one import share.</summary>
internal sealed class ImportSession
{
    private readonly Dictionary<(string, string, string), FunctionProto> _functions = [];
    // Functions that call functions multiply: a small file can stand for more nodes than memory holds.
    private const int MaxInlined = 100_000;

    private int _unnamed, _inlined;

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

    /// <summary>Counts the nodes of a function about to be inlined.</summary>
    public void CountInlined(FunctionProto function)
    {
        if ((_inlined += 1 + function.Node.Count) <= MaxInlined) return;
        throw new ModelException("XIN1010", $"function '{function.Name}'", $"functions may stand for {MaxInlined} nodes, but the model's stand for more",
            hint: "check the exporter; functions that call each other multiply");
    }

    public void Report(string node, string reason)
    {
        if (Problems.Count < 1000) Problems.Add(new(node, reason));
    }
}
