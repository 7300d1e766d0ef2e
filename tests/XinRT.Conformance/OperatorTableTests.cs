using System.Text;
using XinRT.Ir;
using XinRT.Onnx.Lowerings;
using XinRT.TestKit;

namespace XinRT.Conformance;

/// <summary>Writes <c>docs/operators.md</c> from the registries and from the cases that pass.</summary>
public sealed class OperatorTableTests
{
    [Fact]
    public void The_table_of_operators_is_fresh()
    {
        var types = SeenTypes();
        var text = new StringBuilder()
            .Append("# Operators\n\nGenerated from the operator registry, the lowerings and the cases; a test keeps it fresh\n(`XINRT_ACCEPT=1 ./test OperatorTable` writes it anew).\n\n")
            .Append("*Opset*: the first one whose form the graph holds directly. *Older forms*: rewritten at import, below these opsets.\n")
            .Append("*Types*: element types for which a case of this repository holds; the evaluation takes every type that ONNX allows.\n\n")
            .Append("| operator | domain | opset | older forms | types with cases |\n|---|---|---|---|---|\n");
        foreach (var info in OperatorRegistry.Infos)
        {
            string older = string.Join(", ", LoweringRegistry.Infos.Where(l => l.Name == info.Name && l.Domain == info.Domain && l.Below < int.MaxValue).Select(l => l.Below).Order());
            string seen = string.Join(' ', types.GetValueOrDefault(info.FullName, []).Order().Select(t => t.Name()));
            text.Append($"| {info.Name} | {(info.Domain.Length == 0 ? "ai.onnx" : info.Domain)} | {info.Since} | {older} | {seen} |\n");
        }
        text.Append("\n## Rewritten at import\n\nThese have no record of their own; they become other operators.\n\n| operator | domain |\n|---|---|\n");
        foreach (var l in LoweringRegistry.Infos.Where(l => OperatorRegistry.Find(l.Domain, l.Name) is null).DistinctBy(l => (l.Domain, l.Name)).OrderBy(l => l.Domain, StringComparer.Ordinal).ThenBy(l => l.Name, StringComparer.Ordinal))
            text.Append($"| {l.Name} | {(l.Domain.Length == 0 ? "ai.onnx" : l.Domain)} |\n");

        Snapshot.MatchFile(text.ToString(), Repository.PathOf("docs", "operators.md"));
    }

    // Types of all operands and results of every node in every case that gives values, the ONNX node tests among them.
    private static Dictionary<string, HashSet<DType>> SeenTypes()
    {
        var seen = new Dictionary<string, HashSet<DType>>();
        var cases = OperatorConformance.AllCases.Where(c => !c.Expected.Any(e => e.StartsWith("throws", StringComparison.Ordinal))).Select(c => Graph.Parse(c.Graph));
        foreach (var node in cases.Concat(NodeSuite.Graphs).SelectMany(g => g.Nodes))
        {
            if (!seen.TryGetValue(node.Op.Info.FullName, out var types)) seen[node.Op.Info.FullName] = types = [];
            types.UnionWith(node.Inputs.Concat(node.Outputs).OfType<Value>().Select(v => v.TensorType.DType).Where(t => t != DType.Undefined));
        }
        return seen;
    }
}
