using XinRT.Ir;

namespace XinRT.Runtime.EngineFile;

/// <summary>Sources of a graph's values in the engine file, then those of each body, in the order of the graph.</summary>
internal static class SourceCodec
{
    private const int MaxOutputs = 1 << 16;

    public static void Write(ByteWriter w, Graph graph, WeightTable weights)
    {
        foreach (var value in graph.Values)
        {
            w.Count(value.Sources.Count);
            foreach (var source in value.Sources)
            {
                w.String(source.Tensor == value.Name ? "" : source.Tensor);
                w.Count(source.Steps.Count);
                foreach (var step in source.Steps) Write(w, step, weights);
            }
        }
        foreach (var body in graph.Nodes.SelectMany(n => n.Bodies)) Write(w, body, weights);
    }

    /// <summary>Gives the values of a graph their sources.</summary>
    public static void Read(ByteReader r, Graph graph, Tensor[] weights)
    {
        foreach (var value in graph.Values)
        {
            value.Sources = r.Array(x => new ValueSource(x.String() is { Length: > 0 } name ? name : value.Name,
                x.Array(y => ReadStep(y, weights))));
        }
        foreach (var body in graph.Nodes.SelectMany(n => n.Bodies)) Read(r, body, weights);
    }

    private static void Write(ByteWriter w, SourceStep step, WeightTable weights)
    {
        GraphCodec.WriteOperator(w, step.Op, weights);
        w.Count(step.Constants.Count);
        foreach (var constant in step.Constants) w.Count(constant is null ? 0 : weights.AddUnread(constant) + 1);
        w.Count(step.Slot);
        w.Count(step.Output);
    }

    private static SourceStep ReadStep(ByteReader r, Tensor[] weights)
    {
        var op = GraphCodec.ReadOperator(r, weights);
        var constants = r.Array(x => x.Index(weights.Length + 1) is var i && i == 0 ? null : weights[i - 1]);
        int slot = r.Index(constants.Length);
        if (constants[slot] is not null) throw r.Error($"input {slot} of '{op.Info.Name}' is the tensor, but it has a constant");
        return new(op, constants, slot, r.Index(MaxOutputs));
    }
}
