using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>Removes nodes whose results nobody reads, and drops outputs that nobody reads from the others.</summary>
public sealed class RemoveDeadNodes : Pass
{
    /// <inheritdoc/>
    public override bool Run(Graph graph, PassContext context)
    {
        var outputs = graph.Outputs.ToHashSet();
        var dead = new HashSet<Node>();
        bool changed = false;
        foreach (var node in graph.Nodes.Reverse())
        {
            if (!context.MayRewrite) break;
            if (!node.Outputs.Any(v => v is not null && IsRead(v)))
            {
                context.Log.AddApplied(Name, node.Name);
                dead.Add(node);
                for (int i = 0; i < node.Inputs.Count; i++) node.SetInput(i, null);
                continue;
            }
            foreach (var body in node.Bodies) changed |= Run(body, context);
            changed |= DropOutputs(node);
        }
        if (dead.Count > 0) graph.RemoveAll(dead.Contains);
        return changed || dead.Count > 0;

        bool IsRead(Value value) => value.Users.Count > 0 || outputs.Contains(value);

        // The first output tells the type of many operators, so it stays.
        bool DropOutputs(Node node)
        {
            bool dropped = false;
            for (int i = 1; i < node.Outputs.Count; i++)
            {
                if (node.Outputs[i] is not { } value || IsRead(value)) continue;
                node.DropOutput(i);
                dropped = true;
            }
            return dropped;
        }
    }
}
