using XinRT.Backends;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary>Moves reshapes and transpositions of a contraction's result behind the element-wise nodes that follow:
/// <c>f(view(y), r)</c> → <c>view(f(y, view⁻¹(r)))</c>. The views cost nothing, but between a contraction and its epilogue they
/// keep them apart.</summary>
public sealed class SinkViews : Pass
{
    private static readonly Type[] Contractions = [typeof(ConvOp), typeof(ConvTransposeOp), typeof(GemmOp), typeof(MatMulOp)];

    /// <inheritdoc/>
    public override bool Run(Graph graph, PassContext context)
    {
        bool changed = false;
        var follows = new HashSet<Value>();
        foreach (var node in graph.Nodes.ToList())
        {
            if (!context.MayRewrite) return changed;
            context.Cancel.ThrowIfCancellationRequested();
            if (Contractions.Contains(node.Op.GetType()) && node.Outputs[0] is { } result) follows.Add(result);
            if (node.Inputs.Count is not (1 or 2) || node.Outputs.Count != 1 || ElementwiseTerms.WhyNot(node) is not null) continue;
            for (int side = 0; side < node.Inputs.Count; side++)
            {
                if (node.Inputs[side]?.Producer is not { Op: ReshapeOp or TransposeOp } view || view.Inputs[0] is not { } source || !follows.Contains(source)) continue;
                if (WhyNot(graph, node, side, view) is { } reason)
                {
                    context.Log.AddMissed(Name, node.Name, reason);
                    continue;
                }
                follows.Add(Sink(graph, node, side, view));
                context.Log.AddApplied(Name, node.Name);
                changed = true;
                break;
            }
        }
        return changed;
    }

    private static string? WhyNot(Graph graph, Node node, int side, Node view)
    {
        var (value, source) = (view.Outputs[0]!, view.Inputs[0]!);
        if (value.Users.Count > 1 || graph.IsOutput(value)) return $"'{value.Name}' has other readers";
        if (source.Users.Count > 1 || graph.IsOutput(source)) return $"'{source.Name}' has other readers";
        if (source.TensorType is not { IsStatic: true } || value.TensorType is not { IsStatic: true }) return "its sizes are open";
        if (!Equals(node.Outputs[0]!.TensorType.Shape, value.TensorType.Shape)) return "the other operand makes the result larger";
        if (node.Inputs.Count == 1) return null;
        var other = node.Inputs[1 - side]!;
        if (other.TensorType is not { IsStatic: true } type) return "the sizes of the other operand are open";
        // A reshape mixes axes, so only elements that correspond one to one can follow it.
        if (view.Op is ReshapeOp && !type.Shape!.Equals(value.TensorType.Shape) && !IsScalar(type)) return "the other operand is broadcast along axes that the reshape mixes";
        return null;
    }

    private static Value Sink(Graph graph, Node node, int side, Node view)
    {
        var (source, added) = (view.Inputs[0]!, new List<Node>());
        var inputs = node.Inputs.ToArray();
        inputs[side] = source;
        if (inputs.Length == 2 && !IsScalar(inputs[1 - side]!.TensorType)) inputs[1 - side] = Undo(graph, view, inputs[1 - side]!, added);
        var inner = new Value(graph.UniqueName(node.Outputs[0]!.Name), source.Type);
        added.Add(new Node(graph.UniqueName(node.Name), node.Op, inputs, [inner], origins: node.Origins));
        var outer = new Value(graph.UniqueName(node.Outputs[0]!.Name), node.Outputs[0]!.Type);
        var operands = view.Inputs.ToArray();
        operands[0] = inner;
        added.Add(new Node(graph.UniqueName(view.Name), view.Op, operands, [outer], origins: view.Origins));
        foreach (var n in added)
            if (n.Op is ReshapeOp or TransposeOp) TypeInference.Run(n, new SymbolSource(graph));
        graph.InsertBefore(node, added);
        string name = node.Outputs[0]!.Name;
        graph.ReplaceUses(node.Outputs[0]!, outer);
        node.Outputs[0]!.Name = graph.UniqueName(name);
        outer.Name = name;
        graph.RemoveAll(n => n == node || n == view);
        return inner;
    }

    // The other operand as it would have to be seen for the view to give it.
    private static Value Undo(Graph graph, Node view, Value other, List<Node> added)
    {
        var target = view.Inputs[0]!.TensorType.Shape!;
        if (view.Op is ReshapeOp) return Reshape(graph, other, target, added);
        int[] order = ((TransposeOp)view.Op).Order(target.Rank)!;
        if (other.TensorType.Shape!.Rank < order.Length)
        {
            var padded = new Dim[order.Length];
            Array.Fill(padded, (Dim)1);
            other.TensorType.Shape.Dims.CopyTo(padded.AsSpan(order.Length - other.TensorType.Shape.Rank));
            other = Reshape(graph, other, Shape.Of(padded), added);
        }
        var back = new long[order.Length];
        for (int i = 0; i < order.Length; i++) back[order[i]] = i;
        var seen = new Value(graph.UniqueName(other.Name));
        added.Add(new Node(graph.UniqueName(other.Name), new TransposeOp(back), [other], [seen], origins: view.Origins));
        seen.Type = new TensorType(other.TensorType.DType, Shape.Of([.. back.Select(axis => other.TensorType.Shape![(int)axis])]));
        return seen;
    }

    private static Value Reshape(Graph graph, Value value, Shape shape, List<Node> added)
    {
        var target = new Value(graph.UniqueName("shape"), Tensor.From<long>([.. shape.Select(d => d.Value)]));
        var seen = new Value(graph.UniqueName(value.Name), new TensorType(value.TensorType.DType, shape));
        added.Add(new Node(graph.UniqueName(value.Name), new ReshapeOp(), [value, target], [seen]));
        return seen;
    }

    private static bool IsScalar(TensorType type) => type.Shape!.Dims.ToArray().All(d => d == 1);
}
