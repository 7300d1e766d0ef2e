using XinRT.Fusion;
using XinRT.Ops;

namespace XinRT.Ir;

/// <summary>Checks that a graph is well formed: names of values and of nodes unique, each value computed once and before it is read, connections
/// consistent, bodies and captures in agreement with their nodes, fused nodes of the form that their kind says.</summary>
public static class GraphVerifier
{
    /// <summary>Fails with XIN2005 and the first contradiction found; it is a defect of whatever made the graph.</summary>
    public static void Check(Graph graph)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var nodeNames = new HashSet<string>(StringComparer.Ordinal);
        var defined = new HashSet<Value>();
        void Define(Value value, string by)
        {
            if (!defined.Add(value)) throw Broken(graph, $"'{value.Name}' is defined twice, the second time by {by}");
            if (!names.Add(value.Name)) throw Broken(graph, $"two values are called '{value.Name}'");
        }

        foreach (var input in graph.Inputs) Define(input, "the inputs");
        if (graph.CapturedCount > graph.Inputs.Count) throw Broken(graph, $"{graph.CapturedCount} inputs are captured, but there are {graph.Inputs.Count}");
        foreach (var node in graph.Nodes)
        {
            // Tactic locks and reports know nodes by their names.
            if (!nodeNames.Add(node.Name)) throw Broken(graph, $"two nodes are called '{node.Name}'");
            foreach (var value in node.Inputs.OfType<Value>())
            {
                if (value.IsConstant ? value.Producer is not null : !defined.Contains(value))
                    throw Broken(graph, $"{node} reads '{value.Name}' before it is computed");
                if (!value.Users.Contains(node)) throw Broken(graph, $"'{value.Name}' does not know its reader {node}");
            }
            foreach (var value in node.Outputs.OfType<Value>())
            {
                if (value.Producer != node) throw Broken(graph, $"'{value.Name}' does not know its producer {node}");
                Define(value, node.ToString());
            }
            if (node.Bodies.Count != node.Op.Info.Bodies.Count)
                throw Broken(graph, $"{node} has {node.Op.Info.Bodies.Count} bodies, but there are {node.Bodies.Count}");
            if (node.Op is FusedOp { Kind: var kind } && FusedForm.Of(node) is null)
                throw Broken(graph, $"the body of {node} has not the form '{kind}': {node.Bodies[0]}");
            foreach (var body in node.Bodies)
            {
                if (body.CapturedCount > node.Inputs.Count) throw Broken(graph, $"{node} has fewer inputs than its body captures");
                Check(body);
            }
        }
        foreach (var output in graph.Outputs)
            if (!output.IsConstant && !defined.Contains(output)) throw Broken(graph, $"output '{output.Name}' is never computed");
    }

    private static ShapeException Broken(Graph graph, string because) => new("XIN2005", $"graph '{graph.Name}'", because);
}
