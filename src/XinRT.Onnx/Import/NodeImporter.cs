using XinRT.Ir;
using XinRT.Onnx.Lowerings;
using XinRT.Onnx.Proto;

namespace XinRT.Onnx.Import;

/// <summary>Imports nodes into one scope: inlines functions, applies lowerings, binds operators, infers types.</summary>
internal sealed class NodeImporter
{
    // A chain of lowerings or functions longer than this repeats itself.
    private const int MaxRewrites = 64;

    private readonly ImportSession _session;
    private readonly GraphImporter _graphs;
    private readonly GraphScope _scope;
    private readonly IReadOnlyDictionary<string, int> _opsets;
    private readonly IReadOnlyDictionary<string, ValueInfoProto> _declared;
    private readonly int _depth;
    private readonly LoweringContext _context;
    private IReadOnlyDictionary<string, AttributeProto>? _attributes;
    private int _rewrites;

    public NodeImporter(ImportSession session, GraphImporter graphs, GraphScope scope, IReadOnlyDictionary<string, int> opsets,
        IReadOnlyDictionary<string, ValueInfoProto> declared, int depth)
    {
        (_session, _graphs, _scope, _opsets, _declared, _depth) = (session, graphs, scope, opsets, declared, depth);
        _context = new LoweringContext(scope, Add);
    }

    /// <summary>Imports one node. Inside a function, <paramref name="attributes"/> are those of the call.</summary>
    public void Import(NodeProto proto, IReadOnlyDictionary<string, AttributeProto>? attributes)
    {
        _attributes = attributes;
        string domain = proto.Domain == "ai.onnx" ? "" : proto.Domain;
        bool known = domain.Length == 0 && OperatorRegistry.Find(domain, proto.OpType) is not null;
        if (!known && _session.Function(domain, proto.OpType, proto.Overload) is { } function)
        {
            if (_depth >= 16 || _rewrites > MaxRewrites)
                throw new ModelException("XIN1010", $"function '{function.Name}'", "functions must not call themselves, but this one is 16 calls deep");
            FunctionInliner.Inline(_session, _graphs, _scope, proto, function, _opsets, attributes, _depth);
            return;
        }
        var node = new OnnxNode
        {
            Name = _session.NodeName(proto),
            OpType = proto.OpType,
            Domain = domain,
            Version = _opsets.GetValueOrDefault(domain, 1),
            Inputs = [.. proto.Input],
            Outputs = [.. proto.Output],
        };
        AttributeReader.Read(proto, node, _session.Model.External, attributes);
        _rewrites = 0;
        Add(node);
    }

    private void Add(OnnxNode node)
    {
        if (LoweringRegistry.Find(node) is { } lowering && _rewrites < MaxRewrites)
        {
            _rewrites++;
            Lower(lowering, node);
            return;
        }
        var info = OperatorRegistry.Find(node.Domain, node.OpType);
        if (info is null || node.Version < info.Since)
        {
            string name = node.Domain.Length == 0 ? node.OpType : $"{node.Domain}::{node.OpType}";
            _session.Report(node.Name, info is null ? $"operator {name} (version {node.Version}) is not known"
                : $"operator {name} is read from opset {info.Since} on, but the model has {node.Version}");
            foreach (string output in node.Outputs.Where(o => o.Length > 0)) _scope.Define(output, new Value(output));
            return;
        }
        Bind(node, info);
    }

    private void Lower(Lowering lowering, OnnxNode node)
    {
        (string name, string type) = (node.Name, node.OpType);
        try
        {
            lowering.Apply(node, _context);
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentException or InvalidOperationException
            or OverflowException or NullReferenceException or InvalidCastException or KeyNotFoundException or FormatException)
        {
            // A malformed node can break an assumption of the rewrite; the user still gets node and reason.
            throw new ModelException("XIN1003", $"{type} '{name}'", $"it does not have the form of its opset ({e.Message})", inner: e);
        }
    }

    private void Bind(OnnxNode node, OperatorInfo info)
    {
        Operator op;
        try
        {
            op = info.Create(node.Attributes);
        }
        catch (ModelException e) when (e.Code is "XIN1003" or "XIN1004")
        {
            throw new ModelException(e.Code, $"{info.Name} '{node.Name}'", $"{e.Subject}: {e.Because}", e.Facts, e.Hint, e);
        }
        while (node.Inputs.Count > 0 && node.Inputs[^1].Length == 0) node.Inputs.RemoveAt(node.Inputs.Count - 1);
        var inputs = node.Inputs.Select(n => n.Length == 0 ? null : _scope.Get(n)).ToList();
        var bodies = Bodies(node, info, inputs);
        while (node.Outputs.Count > 0 && node.Outputs[^1].Length == 0) node.Outputs.RemoveAt(node.Outputs.Count - 1);
        var outputs = node.Outputs.Select(n => n.Length == 0 ? null : new Value(n)).ToList();

        var added = _scope.Graph.Add(new Node(_scope.NodeName(node.Name), op, inputs, outputs, bodies, [node.Name]));
        foreach (var output in outputs.OfType<Value>()) _scope.Define(output.Name, output);
        // After an unsupported node types are unknown; further errors would only be its echo.
        if (_session.Problems.Count == 0) Infer(added);
        foreach (var output in outputs.OfType<Value>())
            if (output.Type is TensorType { Shape: null } t && _declared.TryGetValue(output.Name, out var stated)
                && TypeReader.Read(stated.Type, output.Name) is TensorType { Shape: not null } better)
                output.Type = new TensorType(t.DType == DType.Undefined ? better.DType : t.DType, better.Shape);
    }

    private void Infer(Node node)
    {
        try
        {
            TypeInference.Run(node, _session.Symbols);
        }
        catch (ShapeException) when (_scope.IsBody)
        {
            // A body may leave the types of its inputs open, and a dead branch may fit nothing. The node around it infers the
            // body again with real types, and decides.
        }
    }

    private List<Graph> Bodies(OnnxNode node, OperatorInfo info, List<Value?> inputs)
    {
        if (info.Bodies.IsEmpty) return [];
        var scopes = new List<GraphScope>();
        foreach (string name in info.Bodies)
        {
            // An optional body that is absent stays as an empty graph, so that the order of bodies is fixed.
            scopes.Add(node.Bodies.TryGetValue(name, out var proto)
                ? _graphs.ImportBody(proto, _scope, _opsets, _attributes, _depth + 1) : new GraphScope("", _scope));
        }
        var outers = scopes.SelectMany(s => s.Captures.Select(c => c.Outer)).Distinct().ToList();
        foreach (var scope in scopes) scope.AppendCaptures(outers);
        inputs.AddRange(outers);
        return [.. scopes.Select(s => s.Graph)];
    }
}
