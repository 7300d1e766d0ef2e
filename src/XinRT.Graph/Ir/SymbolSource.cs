namespace XinRT.Ir;

/// <summary>Gives new symbols to sizes that only a run can tell: <c>?1</c>, <c>?2</c>, …</summary>
public sealed class SymbolSource
{
    // Each loop infers its body a few times, so loops within loops multiply. Real models stay far below.
    private const int MaxBodies = 100_000;

    private int _last, _bodies;

    /// <summary>Begins with <c>?1</c>.</summary>
    public SymbolSource()
    {
    }

    /// <summary>Begins after every symbol that a graph or its bodies use.</summary>
    public SymbolSource(Graph graph) => _last = Highest(graph);

    /// <summary>A symbol no other call has returned.</summary>
    public Dim Next() => Dim.Symbol($"?{++_last}");

    /// <summary>As <see cref="Next"/>, for a number that may be negative: <c>?x3</c>.</summary>
    public Dim NextNumber() => Dim.Symbol($"?x{++_last}");

    /// <summary>Counts the inference of one body; false when there have been too many.</summary>
    internal bool TryEnterBody() => ++_bodies <= MaxBodies;

    private static int Highest(Graph graph)
    {
        int highest = 0;
        foreach (var value in graph.Values)
        {
            if (value.IsConstant) continue;
            foreach (string symbol in ((IEnumerable<Dim>?)value.TensorType.Shape ?? []).Concat(value.Data ?? []).SelectMany(d => d.Symbols))
                if (symbol[0] == '?' && int.TryParse(symbol.AsSpan(symbol.StartsWith("?x", StringComparison.Ordinal) ? 2 : 1), out int number)) highest = Math.Max(highest, number);
        }
        foreach (var body in graph.Nodes.SelectMany(n => n.Bodies)) highest = Math.Max(highest, Highest(body));
        return highest;
    }
}
