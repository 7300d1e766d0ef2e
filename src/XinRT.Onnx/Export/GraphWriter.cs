using Google.Protobuf.Collections;
using XinRT.Ir;
using XinRT.Onnx.Proto;
using XinRT.Ops;

namespace XinRT.Onnx.Export;

/// <summary>Writes a graph or the body of a function, with the bodies of its nodes. A body names what it captures by
/// the name that the value has outside.</summary>
internal sealed class GraphWriter
{
    private readonly OpsetPlan _plan;
    private readonly FunctionTable _functions;
    private readonly NameTable _values;
    private readonly NameTable _nodes = new();
    private readonly Func<Value, string> _constants;
    private readonly bool _isFunction;

    /// <summary>Makes a writer.</summary>
    /// <param name="plan">Versions to write.</param>
    /// <param name="functions">Where fused nodes become functions.</param>
    /// <param name="values">Names of values given so far.</param>
    /// <param name="constants">Names constants.</param>
    /// <param name="isFunction">Whether values and nodes get names that do not tell one call from another.</param>
    public GraphWriter(OpsetPlan plan, FunctionTable functions, NameTable values, Func<Value, string> constants,
        bool isFunction) =>
        (_plan, _functions, _values, _constants, _isFunction) = (plan, functions, values, constants, isFunction);

    /// <summary>Domains of the nodes written so far.</summary>
    public SortedSet<string> Domains { get; } = new(StringComparer.Ordinal);

    /// <summary>Nodes written so far, those of bodies too.</summary>
    public int NodeCount { get; private set; }

    /// <summary>The main graph; inputs and outputs keep their names. Initializers are added by the caller.</summary>
    public GraphProto Main(Graph graph, bool valueInfo)
    {
        var proto = new GraphProto { Name = graph.Name };
        var scope = new Dictionary<Value, string>();
        foreach (var input in graph.Inputs)
            proto.Input.Add(TypeWriter.Write(scope[input] = _values.Unique(input.Name), input.Type));
        // Before anything inside can take their names.
        foreach (var output in graph.Outputs.Distinct())
        {
            if (output.IsConstant) _constants(output);
            else if (!scope.ContainsKey(output)) scope[output] = _values.Unique(output.Name);
        }
        var results = Fill(graph, scope, proto.Node, isMain: true);
        for (int i = 0; i < results.Count; i++) proto.Output.Add(TypeWriter.Write(results[i], graph.Outputs[i].Type));
        if (!valueInfo) return proto;
        foreach (var value in graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>().Where(v => !graph.IsOutput(v)))
            if (TypeWriter.Write(scope[value], value.Type) is { Type: not null } info) proto.ValueInfo.Add(info);
        return proto;
    }

    /// <summary>Writes the nodes of a graph whose inputs have names.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="scope">Names of values; outputs of nodes are added.</param>
    /// <param name="to">Gets the nodes.</param>
    /// <param name="isMain">Whether inputs and constants may be outputs.</param>
    /// <returns>Names of the outputs, all different.</returns>
    public List<string> Fill(Graph graph, Dictionary<Value, string> scope, RepeatedField<NodeProto> to, bool isMain)
    {
        foreach (var node in graph.Nodes) to.Add(Write(node, scope));
        var results = new List<string>();
        foreach (var output in graph.Outputs)
        {
            string name = NameOf(output, scope);
            bool isDirect = isMain ? name == output.Name : output.Producer is not null;
            if (!isDirect || results.Contains(name))
            {
                string copy = NewName(output.Name);
                string identity = _nodes.Unique(_isFunction ? "Identity" : $"{output.Name}/Identity");
                to.Add(new NodeProto { OpType = "Identity", Name = identity, Input = { name }, Output = { copy } });
                Domains.Add("");
                name = copy;
            }
            results.Add(name);
        }
        return results;
    }

    private NodeProto Write(Node node, Dictionary<Value, string> scope)
    {
        NodeCount++;
        int operands = OpsetPlan.Operands(node);
        var inputs = node.Inputs.Take(operands).Select(v => v is null ? "" : NameOf(v, scope)).ToList();
        NodeProto proto;
        if (node.Op is FusedOp) proto = _functions.Call(node, inputs, _constants);
        else
        {
            var form = OperatorForm.Of(node, _plan.Opset);
            proto = new NodeProto { OpType = form.Name, Domain = form.Domain };
            proto.Input.AddRange(WithoutEnd(inputs));
            AttributeWriter.Write(form.Attributes, proto.Attribute);
            var captured = node.Inputs.Skip(operands).Select(v => NameOf(v!, scope)).ToList();
            for (int i = 0; i < node.Bodies.Count; i++)
                if (node.Bodies[i].Outputs.Count > 0)
                    proto.Attribute.Add(AttributeWriter.Write(node.Op.Info.Bodies[i], Body(node.Bodies[i], captured)));
        }
        Domains.Add(proto.Domain);
        proto.Name = _nodes.Unique(_isFunction ? proto.OpType : node.Name);
        if (!_isFunction && node.Origins != [node.Name])
            proto.DocString = $"stands for {string.Join(", ", node.Origins)}";
        foreach (var output in node.Outputs.OfType<Value>())
            if (!scope.ContainsKey(output)) scope[output] = NewName(output.Name);
        var outputs = node.Outputs.Select((v, i) => v is not null ? scope[v]
            : MustHaveName(node.Op, i) ? NewName(node.Name) : "");
        proto.Output.AddRange(WithoutEnd([.. outputs]));
        return proto;
    }

    private GraphProto Body(Graph body, List<string> captured)
    {
        var proto = new GraphProto { Name = body.Name };
        var scope = new Dictionary<Value, string>();
        int own = body.Inputs.Count - body.CapturedCount;
        for (int i = 0; i < own; i++)
        {
            string name = scope[body.Inputs[i]] = NewName(body.Inputs[i].Name);
            proto.Input.Add(TypeWriter.Write(name, body.Inputs[i].Type));
        }
        for (int i = own; i < body.Inputs.Count; i++) scope[body.Inputs[i]] = captured[i - own];
        var results = Fill(body, scope, proto.Node, isMain: false);
        for (int i = 0; i < results.Count; i++) proto.Output.Add(TypeWriter.Write(results[i], body.Outputs[i].Type));
        return proto;
    }

    private string NameOf(Value value, Dictionary<Value, string> scope) =>
        value.IsConstant ? _constants(value) : scope[value];

    private string NewName(string name) => _values.Unique(_isFunction ? "v" : name);

    // Where ONNX counts the results, or has no form without the first one.
    private static bool MustHaveName(Operator op, int output) =>
        op is SplitOp or IfOp or LoopOp or ScanOp or SequenceMapOp or FusedOp
        || output == 0 && op is not (LstmOp or GruOp or RnnOp);

    private static List<string> WithoutEnd(List<string> names)
    {
        while (names.Count > 0 && names[^1].Length == 0) names.RemoveAt(names.Count - 1);
        return names;
    }
}
