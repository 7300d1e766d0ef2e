using Google.Protobuf;
using XinRT.Ir;
using XinRT.Onnx.Proto;

namespace XinRT.Onnx.Export;

/// <summary>Functions of a model, made of fused nodes. Nodes with equal bodies call one function.</summary>
internal sealed class FunctionTable(OpsetPlan plan)
{
    /// <summary>Domain of the functions.</summary>
    public const string Domain = "xinrt.fused";

    // A function has no initializers: larger constants are given by the caller, where they can be stored once and
    // outside.
    private const long MaxConstantBytes = 1024;

    // Operators named by a function's name.
    private const int MaxNamed = 6;

    private readonly Dictionary<ByteString, string> _known = [];
    private readonly NameTable _names = new();

    /// <summary>The functions; those that others call come first.</summary>
    public List<FunctionProto> Functions { get; } = [];

    /// <summary>A call of the function that a fused node's body is; the caller adds name and outputs.</summary>
    /// <param name="fused">The node.</param>
    /// <param name="inputs">Names of its operands where it stands.</param>
    /// <param name="outside">Names constants where it stands.</param>
    public NodeProto Call(Node fused, IReadOnlyList<string> inputs, Func<Value, string> outside)
    {
        var body = fused.Bodies[0];
        var function = new FunctionProto { Domain = Domain };
        var names = new NameTable();
        var scope = new Dictionary<Value, string>();
        foreach (var input in body.Inputs) function.Input.Add(scope[input] = names.Unique("x"));
        var local = new Dictionary<Tensor, string>(ReferenceEqualityComparer.Instance);
        var constants = new List<NodeProto>();
        var given = new List<Value>();
        var writer = new GraphWriter(plan, this, names, Constant, isFunction: true);
        var nodes = new GraphProto();
        function.Output.AddRange(writer.Fill(body, scope, nodes.Node, isMain: false));
        function.Node.AddRange(constants);
        function.Node.AddRange(nodes.Node);
        if (constants.Count > 0) writer.Domains.Add("");
        foreach (string domain in writer.Domains)
            function.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = plan.Of(domain) });

        var call = new NodeProto { OpType = NameOf(function, body), Domain = Domain };
        call.Input.AddRange(inputs.Concat(given.Select(outside)));
        return call;

        string Constant(Value value)
        {
            var tensor = value.Constant!;
            if (local.TryGetValue(tensor, out string? name)) return name;
            bool isSmall = tensor.DType == DType.String || TensorWriter.RawBytes(tensor) <= MaxConstantBytes;
            name = local[tensor] = names.Unique(isSmall ? "c" : "x");
            if (isSmall)
            {
                var node = new NodeProto { OpType = "Constant", Name = name, Output = { name } };
                node.Attribute.Add(AttributeWriter.Write("value", tensor));
                constants.Add(node);
            }
            else
            {
                function.Input.Add(name);
                given.Add(value);
            }
            return name;
        }
    }

    private string NameOf(FunctionProto function, Graph body)
    {
        var content = function.ToByteString();
        if (_known.TryGetValue(content, out string? name)) return name;
        name = _known[content] = function.Name =
            _names.Unique(string.Join('_', body.Nodes.Take(MaxNamed).Select(n => n.Op.Info.Name)));
        Functions.Add(function);
        return name;
    }
}
