using XinRT.Ir;
using XinRT.Ops;
using XinRT.Reference;

namespace XinRT.Soak.Graphs;

/// <summary>Finds the step of an engine whose result is the first that is wrong.</summary>
internal static class Blame
{
    // Of the largest number: far above rounding, far below a wrong formula.
    private const double Relative = 1e-3;

    /// <summary>Names the step.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="graph">Its graph with all constants, which the engine keeps only in packed form.</param>
    /// <param name="expected">The run.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>The operators of the step, such as <c> at Fused(Conv Relu)</c>; empty if none can be named.</returns>
    public static string Of(Engine engine, Graph graph, Expectation expected, CancellationToken cancel)
    {
        try
        {
            using var context = engine.CreateContext();
            for (int i = 0; i < graph.Inputs.Count; i++) context.SetInput(graph.Inputs[i].Name, expected.Inputs[i]);
            foreach (var value in engine.Plan.Graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>())
                context.Tap(value.Name);
            context.Run(cancel);
            string place = "";
            new ReferenceExecutor
            {
                Threads = 1,
                Cancel = cancel,
                Observe = (node, outputs) =>
                {
                    if (place.Length == 0 && graph.Nodes.Contains(node) && outputs[0] is Tensor t
                        && context.Tapped(node.Outputs[0]!.Name) is Tensor found && Differs(t, found))
                        place = $" at {Show(node)}";
                },
            }.Run(graph, expected.Inputs);
            return place;
        }
        catch (XinException)
        {
            return "";
        }
    }

    private static string Show(Node node) => node.Op is FusedOp
        ? $"Fused({string.Join(' ', node.Bodies[0].Nodes.Select(n => n.Op.Info.Name))})" : node.Op.Info.Name;

    private static bool Differs(Tensor wanted, Tensor found)
    {
        if (!wanted.Dims.SequenceEqual(found.Dims)) return true;
        if (wanted.DType == DType.String) return false;
        double[] a = wanted.ToDoubles(), b = found.ToDoubles();
        double allowed = wanted.DType.IsFloat() ? Relative * a.Where(double.IsFinite).Select(Math.Abs)
            .DefaultIfEmpty(0).Max() : 0;
        return a.Zip(b).Any(p => !p.First.Equals(p.Second) && !(Math.Abs(p.First - p.Second) <= allowed));
    }
}
