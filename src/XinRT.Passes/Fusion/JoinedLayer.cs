using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary>Makes one layer of several that are alike and read the same value: weights and biases lie behind each other, and the
/// results are parts of one.</summary>
internal static class JoinedLayer
{
    /// <summary>Replaces the layers, given in the order of the graph.</summary>
    /// <param name="graph">The graph to change.</param>
    /// <param name="layers">Layers that are alike.</param>
    /// <param name="axis">Axis of the results along which the outputs lie.</param>
    /// <param name="context">For names of sizes.</param>
    public static void Replace(Graph graph, IReadOnlyList<ParallelLayer> layers, int axis, PassContext context)
    {
        var first = layers[0];
        Node[] covered = [.. layers.SelectMany(l => l.Covered)];
        var editor = new GraphEditor(graph, covered, first.Output.Name, context.Symbols);
        var weight = editor.Constant(Join([.. layers.Select(l => l.Weight)], first.Axis));
        var bias = layers.All(l => l.Bias is null) ? null
            : editor.Constant(Join([.. layers.Select(l => l.Bias ?? Tensor.Zeros(l.Weight.DType, l.Channels))], 0));

        var source = first.Node.Inputs[0];
        var value = first.Node.Op is MatMulOp || bias is null ? editor.Add(first.Node.Op, source, weight) : editor.Add(first.Node.Op, source, weight, bias);
        value.Producer!.Name = first.Node.Name;
        if (first.Node.Op is MatMulOp && bias is not null) value = editor.Add(new AddOp(), value, bias);
        var from = first.Functions.Count > 0 ? first.Functions[0].Inputs.First(v => v?.Producer is not null) : null;
        foreach (var node in first.Functions)
        {
            value = editor.Add(node.Op, [.. node.Inputs.Select(v => v == from ? value : v)]);
            from = node.Outputs[0];
        }
        var sizes = editor.Integers([.. layers.Select(l => l.Channels)]);
        var parts = editor.AddMany(new SplitOp(axis), layers.Count, value, sizes);
        graph.InsertBefore(first.Node, editor.Added);
        for (int i = 0; i < parts.Count; i++)
        {
            (parts[i].Type, parts[i].Data) = (layers[i].Output.Type, layers[i].Output.Data);
            ValueReplacement.Apply(graph, layers[i].Output, parts[i], takeName: true);
        }
        graph.RemoveAll(covered.Contains);
    }

    private static Tensor Join(IReadOnlyList<Tensor> parts, int axis)
    {
        long[] dims = parts[0].Dims.ToArray();
        dims[axis] = parts.Sum(p => p.Dims[axis]);
        var whole = Tensor.Zeros(parts[0].DType, dims);
        int outer = 1, at = 0;
        foreach (long d in dims[..axis]) outer *= (int)d;
        var bytes = whole.Bytes.Span;
        for (int i = 0; i < outer; i++)
        {
            foreach (var part in parts)
            {
                int run = part.Bytes.Length / outer;
                part.Bytes.Span.Slice(i * run, run).CopyTo(bytes[at..]);
                at += run;
            }
        }
        return whole;
    }
}
