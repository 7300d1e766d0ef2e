using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>Replaces an <c>If</c> whose condition is constant by the branch that it takes.</summary>
public sealed class InlineConstantBranches : Pass
{
    /// <inheritdoc/>
    public override bool Run(Graph graph, PassContext context)
    {
        bool changed = false;
        foreach (var node in graph.Nodes.ToList())
        {
            foreach (var body in node.Bodies) changed |= Run(body, context);
            if (node.Op.Info.FullName != "If" || node.Input(0)?.Constant is not { Count: 1, DType: DType.Bool } condition) continue;
            if (!context.MayRewrite) break;
            context.Log.AddApplied(Name, node.Name);
            Inline(graph, node, node.Bodies[condition.Span<bool>()[0] ? 0 : 1]);
            changed = true;
        }
        return changed;
    }

    private static void Inline(Graph graph, Node node, Graph branch)
    {
        var map = new Dictionary<Value, Value>();
        for (int i = 0; i < branch.Inputs.Count; i++) map[branch.Inputs[i]] = node.Inputs[i + 1]!;
        var nodes = new List<Node>();
        var names = graph.Nodes.Where(n => n != node).Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var inner in branch.Nodes)
        {
            var outputs = inner.Outputs.Select(v => v is null ? null
                : map[v] = v.Copy(graph.UniqueName(v.Name))).ToList();
            nodes.Add(new Node(names.Add(inner.Name) ? inner.Name : graph.UniqueName(inner.Name), inner.Op, [.. inner.Inputs.Select(Outer)], outputs, inner.Bodies, inner.Origins));
        }
        var replaced = new List<(Value Old, Value By)>();
        for (int i = 0; i < node.Outputs.Count; i++)
        {
            if (node.Outputs[i] is not { } old) continue;
            var by = Outer(branch.Outputs[i])!;
            // Also two outputs may be the same value of the branch.
            if (graph.IsOutput(old) && (by.Producer is null || graph.IsOutput(by) || replaced.Any(r => r.By == by)) && !by.IsConstant)
                by = Copy(graph, nodes, by, node);
            replaced.Add((old, by));
        }
        graph.InsertBefore(node, nodes);
        foreach (var (old, by) in replaced) ValueReplacement.Apply(graph, old, by, takeName: false);
        graph.RemoveAll(n => n == node);

        Value? Outer(Value? value) => value is null ? null : map.GetValueOrDefault(value, value);
    }

    private static Value Copy(Graph graph, List<Node> nodes, Value value, Node node)
    {
        var copy = value.Copy(graph.UniqueName(value.Name));
        nodes.Add(new Node(copy.Name, OperatorRegistry.Find("", "Identity")!.Create(new AttributeMap()), [value], [copy], [], node.Origins));
        return copy;
    }
}
