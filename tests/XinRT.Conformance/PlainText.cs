using System.Globalization;
using System.Text;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Conformance;

/// <summary>The text of a graph without what a model file does not keep: names inside, sizes that are expressions,
/// results that nobody wants, and how a value gets out of a body that does not compute it.</summary>
internal static class PlainText
{
    public static string Of(Graph graph)
    {
        var text = new StringBuilder();
        Print(graph, text, "");
        return text.ToString();
    }

    private static void Print(Graph graph, StringBuilder text, string indent)
    {
        var names = new Dictionary<Value, string>();
        foreach (var input in graph.Inputs)
            text.Append(indent).Append(Name(input)).Append(" = input ").Append(Type(input.Type)).Append('\n');
        var used = graph.Nodes.SelectMany(n => n.Inputs).Concat(graph.Outputs).OfType<Value>().ToHashSet();
        foreach (var node in graph.Nodes)
        {
            if (IsCopyOut(graph, node)) continue;
            var outputs = node.Outputs.Select(v => v is null || !used.Contains(v) ? "_" : $"{Name(v)}: {Type(v.Type)}")
                .ToList();
            while (outputs.Count > 0 && outputs[^1] == "_") outputs.RemoveAt(outputs.Count - 1);
            text.Append(indent).AppendJoin(", ", outputs).Append(" = ").Append(node.Op.Info.FullName)
                .Append('(').AppendJoin(", ", node.Inputs.Select(Name)).Append(") {")
                    .AppendJoin(", ", Attributes(node.Op)).Append("}\n");
            foreach (var body in node.Bodies)
            {
                text.Append(indent).Append("body\n");
                Print(body, text, indent + "    ");
            }
        }
        foreach (var output in graph.Outputs)
            text.Append(indent).Append("output ")
                .Append(Name(output.Producer is { } node && IsCopyOut(graph, node) ? node.Inputs[0] : output))
                .Append('\n');

        string Name(Value? value)
        {
            if (value is null) return "_";
            if (value.Constant is { } t) return t.Count > 64 ? $"const {t.Type}" : $"const {GraphText.Format(t)}";
            if (!names.TryGetValue(value, out string? name))
                names[value] = name = string.Create(CultureInfo.InvariantCulture, $"v{names.Count}");
            return name;
        }
    }

    private static bool IsCopyOut(Graph graph, Node node) => node.Op is IdentityOp && graph.IsOutput(node.Outputs[0]!)
        && node.Outputs[0]!.Users.Count == 0 && (node.Inputs[0]!.Producer is null || graph.IsOutput(node.Inputs[0]!));

    // Opsets name the same by other words, and count equal parts or do not.
    private static IEnumerable<string> Attributes(Operator op) => OperatorBinding.Attributes(op).Items
        .Where(a => op is not SplitOp || a.Key != "num_outputs")
        .Select(a => $"{a.Key}={GraphText.Format(op is GridSampleOp && a.Value is string m ? Short(m) : a.Value)}");

    private static string Short(string mode) => mode.StartsWith("bi", StringComparison.Ordinal) ? mode[2..] : mode;

    private static string Type(IrType type) => type switch
    {
        SequenceType s => $"seq({Type(s.Element)})",
        OptionalType o => $"optional({Type(o.Element)})",
        MapType m => $"map({m.Key.Name()},{Type(m.Element)})",
        TensorType { Shape: { } shape } t =>
            $"{t.DType.Name()}[{string.Join(',', shape.Select(d => d.IsConstant ? $"{d}" : "?"))}]",
        _ => type.ToString(),
    };
}
