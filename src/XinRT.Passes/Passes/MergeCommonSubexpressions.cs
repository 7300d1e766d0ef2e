using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>Lets equal operators over the same operands be computed once. Small equal constants count as the same.</summary>
public sealed class MergeCommonSubexpressions : Pass
{
    private const int SmallConstant = 16;

    /// <inheritdoc/>
    public override bool Run(Graph graph, PassContext context)
    {
        var constants = new Dictionary<ConstantKey, Value>();
        var first = new Dictionary<NodeKey, Node>();
        var merged = new HashSet<Node>();
        bool changed = false;
        foreach (var node in graph.Nodes)
        {
            if (!context.MayRewrite) break;
            for (int i = 0; i < node.Inputs.Count; i++)
            {
                if (node.Inputs[i] is not { Constant: { } constant } value) continue;
                var same = constants.TryAdd(new(constant), value) ? value : constants[new(constant)];
                if (same != value) node.SetInput(i, same);
            }
            foreach (var body in node.Bodies) changed |= Run(body, context);
            if (node.Bodies.Count > 0 || !node.Op.IsDeterministic) continue;
            if (first.TryAdd(new(node), node) || !CanReplace(graph, node, first[new(node)])) continue;

            context.Log.AddApplied(Name, node.Name);
            for (int i = 0; i < node.Outputs.Count; i++)
                if (node.Outputs[i] is { } old) ValueReplacement.Apply(graph, old, first[new(node)].Outputs[i]!, takeName: false);
            merged.Add(node);
        }
        if (merged.Count > 0) graph.RemoveAll(merged.Contains);
        return changed || merged.Count > 0;
    }

    private static bool CanReplace(Graph graph, Node node, Node by)
    {
        for (int i = 0; i < node.Outputs.Count; i++)
        {
            if (node.Outputs[i] is not { } old) continue;
            if (by.Outputs[i] is not { } other || ValueReplacement.WhyNot(graph, old, other) is not null) return false;
        }
        return true;
    }

    /// <summary>Operator, operands, and the number of outputs.</summary>
    private readonly struct NodeKey(Node node) : IEquatable<NodeKey>
    {
        private readonly Node _node = node;

        public bool Equals(NodeKey other) => _node.Op.Equals(other._node.Op) && _node.Outputs.Count == other._node.Outputs.Count
            && _node.Inputs.SequenceEqual(other._node.Inputs);

        public override bool Equals(object? obj) => obj is NodeKey other && Equals(other);

        public override int GetHashCode() => _node.Inputs.Aggregate(_node.Op.GetHashCode(), HashCode.Combine);
    }

    /// <summary>Equal contents for small constants, the same memory for large ones.</summary>
    private readonly struct ConstantKey(Tensor tensor) : IEquatable<ConstantKey>
    {
        private readonly Tensor _tensor = tensor;

        private bool IsSmall => _tensor.Count <= SmallConstant && _tensor.DType != DType.String;

        public bool Equals(ConstantKey other) => _tensor.DType == other._tensor.DType && _tensor.Dims.SequenceEqual(other._tensor.Dims)
            && (IsSmall ? _tensor.Bytes.Span.SequenceEqual(other._tensor.Bytes.Span)
                : _tensor.DType == DType.String ? ReferenceEquals(_tensor, other._tensor) : _tensor.Bytes.Equals(other._tensor.Bytes));

        public override bool Equals(object? obj) => obj is ConstantKey other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(_tensor.DType);
            foreach (long d in _tensor.Dims) hash.Add(d);
            if (IsSmall) hash.AddBytes(_tensor.Bytes.Span);
            return hash.ToHashCode();
        }
    }
}
