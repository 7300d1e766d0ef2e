using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>Replaces shape arithmetic by what inference knows of its results: numbers become constants, and one value
/// serves for all that have the same symbolic contents.</summary>
public sealed class FoldSymbolicShapes : Pass
{
    /// <inheritdoc/>
    public override bool Run(Graph graph, PassContext context)
    {
        var first = new Dictionary<(IrType Type, string Data), Value>();
        bool changed = false;
        foreach (var node in graph.Nodes)
        {
            if (!context.MayRewrite) break;
            foreach (var body in node.Bodies) changed |= Run(body, context);
            foreach (var value in node.Outputs)
            {
                if (value?.Data is not { } data || value.TensorType.Shape is null) continue;
                if (value.Users.Count == 0 && !graph.IsOutput(value)) continue;
                var by = Constant(value, data) ?? Earlier(value, data);
                if (by is null || ValueReplacement.WhyNot(graph, value, by) is not null) continue;
                context.Log.AddApplied(Name, node.Name);
                ValueReplacement.Apply(graph, value, by, takeName: false);
                changed = true;
            }
        }
        return changed;

        Value? Earlier(Value value, IReadOnlyList<Dim> data)
        {
            var key = (value.Type, string.Join(';', data));
            return first.TryAdd(key, value) ? null : first[key];
        }
    }

    private static Value? Constant(Value value, IReadOnlyList<Dim> data)
    {
        if (!value.TensorType.Shape!.TryGetStatic(out var dims) || CostContext.Product(dims) != data.Count) return null;
        if (!data.All(d => d.IsConstant)) return null;
        if (value.TensorType.DType == DType.I64)
            return new Value(value.Name, Tensor.From<long>([.. data.Select(d => d.Value)]).Reshape(dims));
        return new Value(value.Name, Tensor.FromDoubles(value.TensorType.DType, [.. data.Select(d => (double)d.Value)], dims));
    }
}
