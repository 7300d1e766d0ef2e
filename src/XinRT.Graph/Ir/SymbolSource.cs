namespace XinRT.Ir;

/// <summary>Gives new symbols to sizes that only a run can tell: <c>?1</c>, <c>?2</c>, …</summary>
public sealed class SymbolSource
{
    private int _last;

    /// <summary>Begins with <c>?1</c>.</summary>
    public SymbolSource()
    {
    }

    /// <summary>Begins after every symbol that a graph or its bodies use.</summary>
    public SymbolSource(Graph graph) => _last = Highest(graph);

    /// <summary>A symbol no other call has returned.</summary>
    public Dim Next() => Dim.Symbol($"?{++_last}");

    private static int Highest(Graph graph)
    {
        int highest = 0;
        foreach (var value in graph.Values)
        {
            if (value.IsConstant || value.TensorType.Shape is not { IsStatic: false } shape) continue;
            foreach (string symbol in shape.SelectMany(d => d.Symbols))
                if (symbol[0] == '?' && int.TryParse(symbol.AsSpan(1), out int number)) highest = Math.Max(highest, number);
        }
        foreach (var body in graph.Nodes.SelectMany(n => n.Bodies)) highest = Math.Max(highest, Highest(body));
        return highest;
    }
}
