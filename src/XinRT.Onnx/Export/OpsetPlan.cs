using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Onnx.Export;

/// <summary>Versions to write: an opset for each domain that has every node's form, and an IR version that has every
/// type.</summary>
internal sealed class OpsetPlan
{
    // Initializers that are no inputs, and functions.
    private const int OldestIr = 8;

    // Trees of floats in tensors; runtimes have had it for long.
    private const int UsualMachineLearning = 3;

    private readonly Dictionary<string, int> _versions = new(StringComparer.Ordinal) { [""] = OnnxExporter.UsualOpset };
    private readonly List<ErrorFact> _problems = [];
    private readonly int? _wanted;
    private int _needed;

    private OpsetPlan(int? wanted)
    {
        _wanted = wanted;
        if (wanted is { } version) _versions[""] = version;
    }

    /// <summary>Opset of <c>ai.onnx</c>.</summary>
    public int Opset => _versions[""];

    /// <summary>IR version.</summary>
    public int Ir { get; private set; } = OldestIr;

    /// <summary>The versions for a graph, its bodies included.</summary>
    /// <param name="graph">A graph with operators that ONNX has.</param>
    /// <param name="wanted">Opset of <c>ai.onnx</c> to keep to; null takes what the nodes need.</param>
    public static OpsetPlan Of(Graph graph, int? wanted)
    {
        var plan = new OpsetPlan(wanted);
        plan.Visit(graph);
        if (plan._problems.Count == 0) return plan;
        string nodes = plan._problems.Count == 1 ? "1 node needs" : $"{plan._problems.Count} nodes need";
        throw new ModelException("XIN1012", $"graph '{graph.Name}'",
            $"opset {wanted} is wanted, but {nodes} a later one, up to {plan._needed}", plan._problems,
            $"export with --opset {plan._needed}, or disable the rules that make these nodes (--disable-rule); "
            + "'xinrt explain' names them");
    }

    /// <summary>The version of a domain.</summary>
    public int Of(string domain) =>
        _versions.GetValueOrDefault(domain, domain == "ai.onnx.ml" ? UsualMachineLearning : 1);

    /// <summary>How many of a node's inputs are operands of its operator, not values that bodies capture.</summary>
    public static int Operands(Node node) => node.Op is FusedOp || node.Bodies.Count == 0
        ? node.Inputs.Count : node.Inputs.Count - node.Bodies.Max(b => b.CapturedCount);

    private void Visit(Graph graph)
    {
        foreach (var value in graph.Values) Raise(value.Type);
        foreach (var node in graph.Nodes)
        {
            foreach (var body in node.Bodies) Visit(body);
            if (node.Op is FusedOp) continue;
            var form = OperatorForm.Of(node);
            foreach (var (_, value) in form.Attributes.Items)
                if (value is Tensor tensor) Raise(tensor.Type);
            Need(node, form, OperatorVersions.Of(node, form, Operands(node)));
        }
    }

    private void Need(Node node, OperatorForm form, OpsetNeed need)
    {
        if (need.Version <= Of(form.Domain)) return;
        if (form.Domain.Length > 0 || _wanted is null)
        {
            _versions[form.Domain] = need.Version;
            return;
        }
        _needed = Math.Max(_needed, need.Version);
        _problems.Add(new(node.Name,
            $"{form.Name}: {need.Because} needs opset {need.Version}, but opset {_wanted} is wanted"));
    }

    private void Raise(IrType type)
    {
        switch (type)
        {
            case SequenceType s: Raise(s.Element); break;
            case OptionalType o: Raise(o.Element); break;
            case MapType m: Raise(m.Element); break;
            case TensorType t:
                Ir = Math.Max(Ir, t.DType switch
                {
                    DType.F8E4M3FN or DType.F8E4M3FNUZ or DType.F8E5M2 or DType.F8E5M2FNUZ => 9,
                    DType.U4 or DType.I4 => 10,
                    DType.F4E2M1 => 11,
                    DType.F8E8M0 => 12,
                    DType.U2 or DType.I2 => 13,
                    _ => OldestIr,
                });
                break;
        }
    }
}
