using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>One step over a whole graph, bodies included. Changes the graph in place; the meaning stays.</summary>
public abstract class Pass
{
    /// <summary>Name for switches and reports: that of the class.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>Runs the step; returns whether anything changed.</summary>
    public abstract bool Run(Graph graph, PassContext context);

    /// <summary>Runs the step on a copy of a graph.</summary>
    public Graph ApplyTo(Graph graph, PassContext? context = null)
    {
        var copy = graph.Clone();
        Run(copy, context ?? new PassContext());
        return copy;
    }
}
