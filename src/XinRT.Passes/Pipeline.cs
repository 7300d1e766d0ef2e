using System.Diagnostics;
using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>Passes in the order in which they run.</summary>
public sealed class Pipeline(params IReadOnlyList<Pass> passes)
{
    /// <summary>The passes in order.</summary>
    public IReadOnlyList<Pass> Passes { get; } = passes;

    /// <summary>Runs all passes on a copy of the graph.</summary>
    public Graph Run(Graph graph, PassContext? context = null)
    {
        context ??= new PassContext();
        var result = graph.Clone();
        var verifier = context.Options.Verify ? RewriteVerifier.For(graph, context) : null;
        foreach (var pass in Passes)
        {
            if (verifier is null) RunOne(pass, result, context);
            else verifier.Run(pass, result, context);
        }
        context.Log.KeepMissed(Names(result).Append(result.Name).ToHashSet());
        return result;
    }

    /// <summary>Runs one pass with its time taken; a pass that is switched off does nothing.</summary>
    internal static bool RunOne(Pass pass, Graph graph, PassContext context)
    {
        if (context.IsDisabled(pass.Name) || (pass.Makes is { } kind && !context.Options.Fusion.Has(kind))) return false;
        context.Cancel.ThrowIfCancellationRequested();
        int nodes = graph.Nodes.Count, changes = context.Log.ChangeCount;
        long start = Stopwatch.GetTimestamp();
        bool changed = pass.Run(graph, context);
        context.Log.AddPass(new(pass.Name, context.Log.ChangeCount - changes, nodes, graph.Nodes.Count, Stopwatch.GetElapsedTime(start)));
        return changed;
    }

    private static IEnumerable<string> Names(Graph graph) =>
        graph.Nodes.SelectMany(n => n.Bodies.SelectMany(Names).Append(n.Name));
}
