using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Onnx.Export;

/// <summary>Replaces operators that only XinRT has by those of ONNX, in the graph and in all bodies.</summary>
internal static class StandardForms
{
    /// <summary>A copy of the graph whose operators ONNX has, but for fused nodes if they are to stay.</summary>
    public static Graph Of(Graph graph, FusedNodes fused)
    {
        var copy = graph.Clone();
        Rewrite(copy, fused);
        return copy;
    }

    private static void Rewrite(Graph graph, FusedNodes fused)
    {
        foreach (var node in graph.Nodes.ToList())
        {
            foreach (var body in node.Bodies) Rewrite(body, fused);
            if (node.Op is BatchedScanOp) Replace(graph, node, NestedScan.Of(node));
            else if (AttentionParts.AreNeeded(node)) Replace(graph, node, AttentionParts.Of(node));
            else if (RotaryPositions.AreNeeded(node)) Replace(graph, node, RotaryPositions.Of(node));
        }
        // A body holds no fused node any more: bodies were taken apart before.
        if (fused == FusedNodes.Inline)
            foreach (var node in graph.Nodes.Where(n => n.Op is FusedOp).ToList()) FusedBody.TakeApart(graph, node);
    }

    private static void Replace(Graph graph, Node old, Node by)
    {
        graph.InsertBefore(old, [by]);
        graph.RemoveAll(n => n == old);
    }
}
