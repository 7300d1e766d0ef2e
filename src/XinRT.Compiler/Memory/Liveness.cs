using XinRT.Ir;
using XinRT.Runtime;

namespace XinRT.Compiler.Memory;

/// <summary>Groups of values that share memory, and the steps between which each group lives.</summary>
/// <remarks>A view joins the group of its operand. A result joins the group of an operand that it may overwrite and that ends
/// there. Values whose size only a run can tell, and values that end up inside sequences, optionals, maps or bodies, are left to
/// the managed heap: nobody can say at build time how long those live.</remarks>
internal sealed class Liveness
{
    private readonly Dictionary<Value, LiveGroup> _groups = [];
    private readonly HashSet<Value> _heap;
    private readonly IReadOnlyDictionary<string, long> _largest;

    private Liveness(Graph graph, IReadOnlyDictionary<string, long> largest)
    {
        _largest = largest;
        _heap = HeapValues(graph);
    }

    /// <summary>All groups of a graph with the given largest sizes of its symbols.</summary>
    public static IReadOnlyList<LiveGroup> Analyze(Graph graph, IReadOnlyDictionary<string, long> largest)
    {
        var liveness = new Liveness(graph, largest);
        var lastReader = new Dictionary<Value, int>();
        for (int i = 0; i < graph.Nodes.Count; i++)
            foreach (var v in graph.Nodes[i].Inputs.OfType<Value>()) lastReader[v] = i;
        foreach (var v in graph.Outputs) lastReader[v] = graph.Nodes.Count;

        for (int i = 0; i < graph.Nodes.Count; i++)
            for (int k = 0; k < graph.Nodes[i].Outputs.Count; k++)
                if (graph.Nodes[i].Outputs[k] is { } output) liveness.Add(graph.Nodes[i], k, output, i, lastReader);
        return [.. liveness._groups.Values.Distinct().OrderBy(g => g.FirstStep)];
    }

    private void Add(Node node, int k, Value output, int step, Dictionary<Value, int> lastReader)
    {
        int last = lastReader.GetValueOrDefault(output, step);
        if (node.Op.ViewOf(k) is { } viewed)
        {
            // A view takes no room; it only makes the memory it looks at live longer.
            if (node.Input(viewed) is { } operand && _groups.TryGetValue(operand, out var group))
            {
                group.LastStep = Math.Max(group.LastStep, last);
                _groups[output] = group;
            }
            return;
        }
        if (_heap.Contains(output) || MemorySize.Of(output.Type, _largest) is not { } bytes) return;
        for (int i = 0; k == 0 && i < node.Inputs.Count; i++)
        {
            if (!node.Op.CanOverwrite(i) || node.Inputs[i] is not { } operand || !_groups.TryGetValue(operand, out var group)) continue;
            // Equal types make equal sizes at run time, whatever the symbols are.
            if (group.LastStep != step || !operand.Type.Equals(output.Type) || group.Bytes != bytes || node.Inputs.Count(v => v is not null && _groups.GetValueOrDefault(v) == group) > 1) continue;
            group.LastStep = last;
            group.Owners.Add((output, step, last));
            _groups[output] = group;
            return;
        }
        _groups[output] = new LiveGroup(bytes, step) { LastStep = last, Owners = { (output, step, last) } };
    }

    private static HashSet<Value> HeapValues(Graph graph)
    {
        var heap = new HashSet<Value>();
        // Backwards, so that a view of a value that escapes marks the value behind it.
        foreach (var node in graph.Nodes.Reverse())
        {
            bool escapes = node.Bodies.Count > 0 || node.Outputs.Concat(node.Inputs).Any(v => v is not null && v.Type is not TensorType);
            if (escapes) heap.UnionWith(node.Inputs.Concat(node.Outputs).OfType<Value>());
            for (int k = 0; k < node.Outputs.Count; k++)
                if (node.Outputs[k] is { } output && heap.Contains(output) && node.Op.ViewOf(k) is { } viewed && node.Input(viewed) is { } operand) heap.Add(operand);
        }
        return heap;
    }
}

/// <summary>Values that share one buffer.</summary>
internal sealed class LiveGroup(long bytes, int firstStep)
{
    public long Bytes { get; } = bytes;

    public int FirstStep { get; } = firstStep;

    public int LastStep { get; set; }

    /// <summary>Values that are written into the buffer, one after the other, with their own first and last steps.</summary>
    public List<(Value Value, int First, int Last)> Owners { get; } = [];
}
