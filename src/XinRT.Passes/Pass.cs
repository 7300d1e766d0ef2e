using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary>One step over a whole graph, bodies included. Changes the graph in place; the meaning stays.</summary>
public abstract class Pass
{
    /// <summary>Name for switches and reports: that of the class.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>The kind of the fused nodes that it makes; null if it makes none. In a pipeline it is not run for a backend that
    /// has no kernels for them.</summary>
    public virtual FusedKind? Makes => null;

    /// <summary>Runs the step; returns whether anything changed.</summary>
    public abstract bool Run(Graph graph, PassContext context);

    /// <summary>Runs the step on the bodies of control flow; those of fused nodes are what fusions made of a graph.</summary>
    protected bool RunOnBodies(Graph graph, PassContext context)
    {
        bool changed = false;
        foreach (var node in graph.Nodes)
            foreach (var body in node.Bodies)
                if (node.Op is not FusedOp) changed |= Run(body, context);
        return changed;
    }
}
