namespace XinRT.Ir;

/// <summary>Runs <see cref="Operator.Infer"/> over a graph from its input types.</summary>
public static class TypeInference
{
    /// <summary>Sets the type of every value. Types set before are replaced, except graph inputs.</summary>
    public static void Run(Graph graph) => Run(graph, new SymbolSource());

    internal static void Run(Graph graph, SymbolSource symbols)
    {
        foreach (var node in graph.Nodes) Run(node, symbols);
    }

    /// <summary>Infers one node whose inputs have types.</summary>
    public static void Run(Node node, SymbolSource symbols)
    {
        try
        {
            node.Op.Infer(new InferContext(node, symbols));
        }
        catch (AggregateException e) when (e.InnerException is XinException inner)
        {
            throw inner;
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentException or InvalidOperationException
            or OverflowException or NullReferenceException or InvalidCastException or KeyNotFoundException or DivideByZeroException
            or FormatException or NotSupportedException or AggregateException)
        {
            // A malformed node can break an assumption that an operator did not check; the user still gets node and reason.
            throw OpError.At(node).Because($"its types could not be inferred ({e.Message})").AsShapeError();
        }
        foreach (var output in node.Outputs)
        {
            if (output is { Type.Depth: > IrType.MaxDepth and var depth })
                throw OpError.At(node).Because($"types may be nested {IrType.MaxDepth} deep, but output '{output.Name}' is {depth} deep").AsShapeError();
        }
    }
}
