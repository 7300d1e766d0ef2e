using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>Makes one layer of several that read the same value, wherever a kind of layer says it pays.</summary>
public abstract class MergeParallelLayers : Pass
{
    /// <inheritdoc/>
    public override bool Run(Graph graph, PassContext context)
    {
        context.Begin(graph);
        return Merge(graph, context);
    }

    /// <summary>Axis of the results along which the outputs of a layer lie.</summary>
    private protected abstract int Axis { get; }

    /// <summary>Groups of alike layers, each in the order of the graph. The graph changes from one to the
    /// next.</summary>
    private protected abstract IEnumerable<IReadOnlyList<ParallelLayer>> Groups(Graph graph, PassContext context);

    private bool Merge(Graph graph, PassContext context)
    {
        bool changed = false;
        foreach (var node in graph.Nodes)
            foreach (var body in node.Bodies) changed |= Merge(body, context);
        foreach (var group in Groups(graph, context))
        {
            if (!context.MayRewrite) return changed;
            context.Log.AddApplied(Name, group[0].Node.Name);
            JoinedLayer.Replace(graph, group, Axis, context);
            changed = true;
        }
        return changed;
    }
}
