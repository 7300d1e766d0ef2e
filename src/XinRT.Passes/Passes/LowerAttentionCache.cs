using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Attention</c> with past keys and values → <c>Concat</c> of past and new ones, which are also the present ones, and
/// an <c>Attention</c> without a cache over the whole.</summary>
/// <remarks>Where the attention is causal or has a window its positions count from the first past key. That is said by the
/// number of valid keys, which is all of them; it puts the last query at the last key, so there must be as many new keys as
/// queries.</remarks>
public sealed class LowerAttentionCache : Pass
{
    /// <inheritdoc/>
    public override bool Run(Graph graph, PassContext context)
    {
        context.Begin(graph);
        bool changed = false;
        foreach (var node in graph.Nodes.ToList())
        {
            foreach (var body in node.Bodies) changed |= Run(body, context);
            if (node.Op is not AttentionOp || node.Input(4) is null) continue;
            if (!context.MayRewrite) return changed;
            if (WhyNot(graph, node) is { } reason)
            {
                context.Log.AddMissed(Name, node.Name, reason);
                continue;
            }
            context.Log.AddApplied(Name, node.Name);
            Lower(graph, node, context);
            changed = true;
        }
        return changed;
    }

    private static string? WhyNot(Graph graph, Node node)
    {
        if (node.Input(5) is null) return "there are past keys but no past values";
        if (node.Input(6) is not null) return "it has a cache and counts of valid keys";
        if (Output(node, 3) is { } scores && (graph.IsOutput(scores) || scores.Users.Count > 0)) return "its scores are read";
        for (int i = 0; i < 3; i++)
            if (node.Inputs[i]?.TensorType.Shape is not { Rank: 3 or 4 }) return "the number of axes is not known";
        if (node.Inputs.Take(3).Select(v => v!.TensorType.Shape!.Rank).Distinct().Count() > 1)
            return "query, key and value have different numbers of axes";
        return !IsLimited((AttentionOp)node.Op) || node.Inputs[0]!.TensorType.Shape![-2] == node.Inputs[1]!.TensorType.Shape![-2] ? null
            : "it is causal or has a window, and the number of new keys is not that of queries";
    }

    private static void Lower(Graph graph, Node node, PassContext context)
    {
        var op = (AttentionOp)node.Op;
        var editor = new GraphEditor(graph, [node], node.Outputs[0]?.Name ?? node.Name, context.Symbols);
        bool isJoined = node.Inputs[0]!.TensorType.Shape!.Rank == 3;
        Value keys = editor.Add(new ConcatOp(2), node.Inputs[4], Heads(node.Inputs[1]!, op.KvNumHeads));
        Value values = editor.Add(new ConcatOp(2), node.Inputs[5], Heads(node.Inputs[2]!, op.KvNumHeads));
        Value? valid = null;
        if (IsLimited(op))
        {
            valid = editor.Add(new ExpandOp(), editor.Add(new ShapeOp(2, 3), keys), editor.Add(new ShapeOp(0, 1), keys));
        }
        var y = editor.Add(op with { QNumHeads = 0, KvNumHeads = 0 }, Heads(node.Inputs[0]!, op.QNumHeads), keys, values,
            node.Input(3), null, null, valid);
        if (isJoined)
        {
            y = editor.Add(new TransposeOp(AxisOrder.SwapMiddle), y);
            y = editor.Add(new ReshapeOp(), y, editor.Integers(0, 0, -1));
        }
        graph.InsertBefore(node, editor.Added);
        foreach (var (old, by) in new[] { (Output(node, 0), y), (Output(node, 1), keys), (Output(node, 2), values) })
            if (old is not null) ValueReplacement.Apply(graph, old, by, takeName: true);
        graph.RemoveAll(n => n == node);

        Value Heads(Value x, long heads) => !isJoined ? x : editor.Add(new TransposeOp(AxisOrder.SwapMiddle),
            editor.Add(new ReshapeOp(), x, editor.Integers(0, 0, heads, -1)));
    }

    private static bool IsLimited(AttentionOp op) => op.IsCausal || op.LeftWindowSize >= 0 || op.RightWindowSize >= 0;

    private static Value? Output(Node node, int index) => index < node.Outputs.Count ? node.Outputs[index] : null;
}
