using System.Globalization;
using System.Text;

namespace XinRT.Ir;

/// <summary>Prints a graph as text that <see cref="GraphParser"/> reads back.</summary>
/// <remarks>One line a node: <c>y: f32[1,8] = Conv(x, w, _) {group=1, strides=[2,2]}</c>; <c>_</c> is an absent operand,
/// bodies follow in braces. Constants of up to 16 elements show their contents, larger ones only their type.</remarks>
public static class GraphText
{
    private const int MaxShown = 16;

    /// <summary>The text form.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="shown">Whether a constant shows its contents; by default one of up to 16 elements does.</param>
    public static string Print(Graph graph, Func<Tensor, bool>? shown = null)
    {
        var text = new StringBuilder();
        Print(graph, text, "", shown ?? IsShort);
        return text.ToString();
    }

    /// <summary>One attribute value as text.</summary>
    public static string Format(object value) => value switch
    {
        long i => i.ToString(CultureInfo.InvariantCulture),
        float f => Number(f),
        string s => Quote(s, '"'),
        long[] a => $"[{string.Join(',', a)}]",
        float[] a => $"[{string.Join(',', a.Select(Number))}]",
        string[] a => $"[{string.Join(',', a.Select(s => Quote(s, '"')))}]",
        Tensor t => Const(t, IsShort),
        IrType t => $"type {t}",
        _ => throw new ArgumentException($"{value.GetType().Name} is not an attribute."),
    };

    private static void Print(Graph graph, StringBuilder text, string indent, Func<Tensor, bool> shown)
    {
        for (int i = 0; i < graph.Inputs.Count; i++)
        {
            string kind = i >= graph.Inputs.Count - graph.CapturedCount ? "capture" : "input";
            text.Append(indent).Append(Name(graph.Inputs[i])).Append(" = ").Append(kind).Append(' ').Append(graph.Inputs[i].Type).Append('\n');
        }
        foreach (var node in graph.Nodes)
        {
            text.Append(indent).AppendJoin(", ", node.Outputs.Select(v => v is null ? "_" : $"{Name(v)}: {v.Type}"))
                .Append(" = ").Append(node.Op.Info.FullName).Append('(')
                .AppendJoin(", ", node.Inputs.Select(v => v is null ? "_" : v.Constant is { } t ? Const(t, shown) : Name(v))).Append(')');
            var attributes = OperatorBinding.Attributes(node.Op);
            if (attributes.Items.Any())
                text.Append(" {").AppendJoin(", ", attributes.Items.Select(a => $"{a.Key}={Format(a.Value)}")).Append('}');
            foreach (var body in node.Bodies)
            {
                text.Append(" body {\n");
                Print(body, text, indent + "    ", shown);
                text.Append(indent).Append('}');
            }
            text.Append('\n');
        }
        foreach (var output in graph.Outputs)
            text.Append(indent).Append("output ").Append(output.Constant is { } t ? Const(t, shown) : Name(output)).Append('\n');
    }

    // Letters, digits, _ . / ~ and ? are plain; anything else is quoted.
    private static string Name(Value value) => value.Name.Length > 0 && value.Name.All(GraphParser.IsNameChar) && value.Name != "_"
        ? value.Name : Quote(value.Name, '`');

    private static bool IsShort(Tensor t) => t.Count <= MaxShown;

    private static string Const(Tensor t, Func<Tensor, bool> shown) =>
        shown(t) ? $"const {t.Type}({string.Join(',', ConstantText.Items(t))})" : $"const {t.Type}";

    internal static string Quote(string text, char mark) => mark + text.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace($"{mark}", $"\\{mark}", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + mark;

    // A float attribute keeps its point, so that it reads back as a float.
    private static string Number(float f)
    {
        string text = f.ToString("R", CultureInfo.InvariantCulture);
        return float.IsFinite(f) && !text.AsSpan().ContainsAny('.', 'E') ? text + ".0" : text;
    }
}
