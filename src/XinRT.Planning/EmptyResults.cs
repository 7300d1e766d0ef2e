using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Planning;

/// <summary>Nodes that give no element: their results need memory to have a place, but nothing computes them.</summary>
internal static class EmptyResults
{
    /// <summary>Whether no result of the node has an element. Control flow is run all the same.</summary>
    public static bool AreAllOf(Node node) => (node.Bodies.Count == 0 || node.Op is FusedOp)
        && node.Outputs.All(v => v is null || StaticType.Of(v.Type) is { Bytes: 0 });
}
