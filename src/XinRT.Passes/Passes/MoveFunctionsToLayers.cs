using XinRT.Backends;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary>Moves element-wise nodes that follow a convolution or matrix product before the reshapes and transpositions in between,
/// where the layer's kernel computes them before it stores: a function, a bias per column, a residual sum after a product.</summary>
/// <remarks>The other operand of a sum is moved the opposite way, which costs nothing: both are views.</remarks>
public sealed class MoveFunctionsToLayers : Pass
{
    /// <inheritdoc/>
    public override bool Run(Graph graph, PassContext context)
    {
        context.Begin(graph);
        return Move(graph, context);
    }

    private bool Move(Graph graph, PassContext context)
    {
        bool changed = false;
        foreach (var node in graph.Nodes.ToList())
        {
            context.Cancel.ThrowIfCancellationRequested();
            foreach (var body in node.Bodies) changed |= Move(body, context);
            if (ElementwiseTerms.WhyNot(node) is not null || node.Outputs[0]!.TensorType.Shape is null) continue;
            for (int i = 0; i < node.Inputs.Count; i++)
            {
                var (movements, layer) = Movements(graph, node.Inputs[i]);
                if (movements.Count == 0 || layer is null) continue;
                if (WhyNot(node, i, movements, layer) is { } reason)
                {
                    context.Log.AddMissed(Name, node.Name, reason);
                    continue;
                }
                if (!context.MayRewrite) return changed;
                context.Log.AddApplied(Name, node.Name);
                Apply(graph, node, i, movements, context);
                changed = true;
                break;
            }
        }
        return changed;
    }

    // The movements between a layer, or functions of it, and an operand, the first one first.
    private static (List<Node> Movements, Node? Layer) Movements(Graph graph, Value? operand)
    {
        var found = new List<Node>();
        while (operand is { Users.Count: 1, Producer: { Op: ReshapeOp or TransposeOp or SqueezeOp or UnsqueezeOp } node } && !graph.IsOutput(operand))
        {
            found.Insert(0, node);
            operand = node.Inputs[0];
        }
        if (operand is not { Users.Count: 1 } || graph.IsOutput(operand)) return ([], null);
        while (operand?.Producer is { } producer)
        {
            if (producer.Op is ConvOp or MatMulOp or GemmOp) return (found, producer);
            operand = ElementwiseTerms.WhyNot(producer) is not null ? null
                : producer.Inputs.FirstOrDefault(v => v is { IsConstant: false, Users.Count: 1 });
        }
        return ([], null);
    }

    private static string? WhyNot(Node node, int moved, List<Node> movements, Node layer)
    {
        Value from = movements[0].Inputs[0]!, to = node.Inputs[moved]!;
        if (!to.TensorType.Equals(node.Outputs[0]!.TensorType)) return "it changes the shape or the type";
        if (from.TensorType.Shape is not { } shape) return "the shape is not known";
        for (int i = 0; i < node.Inputs.Count; i++)
        {
            if (i == moved || node.Inputs[i] is not { } other || ElementwiseTerms.Number(other) is not null) continue;
            if (IsPerColumn(other, from, to, movements)) continue;
            if (!other.TensorType.Equals(to.TensorType) || node.Op is not (AddOp or SubOp)) return $"'{other.Name}' is not moved as cheaply";
            if (layer.Op is ConvOp) return "a convolution writes channels last, so the other operand would be copied";
            if (!shape.IsStatic || movements.Any(m => m.Inputs[0]!.TensorType.Shape is not { IsStatic: true })) return "the sizes depend on the run";
        }
        return null;
    }

    // One number per element of a last axis that every movement leaves in place.
    private static bool IsPerColumn(Value other, Value from, Value to, List<Node> movements)
    {
        if (other.Constant is not { } constant || constant.Count != constant.Dims[^1]) return false;
        Dim last = constant.Dims[^1];
        return from.TensorType.Shape![-1] == last && to.TensorType.Shape![-1] == last && constant.Rank == 1
            && movements.All(m => m.Outputs[0]!.TensorType.Shape?[-1] == last
                && (m.Op is not TransposeOp t || Permutation.Of(t, m.Outputs[0]!.TensorType.Shape!.Rank)[^1] == m.Outputs[0]!.TensorType.Shape!.Rank - 1));
    }

    private static void Apply(Graph graph, Node node, int moved, List<Node> movements, PassContext context)
    {
        var output = node.Outputs[0]!;
        var editor = new GraphEditor(graph, [.. movements, node], output.Name, context.Symbols);
        var from = movements[0].Inputs[0]!;
        Value?[] operands = [.. node.Inputs.Select((v, i) => i == moved ? from
            : v is null || ElementwiseTerms.Number(v) is not null || !v.TensorType.Equals(output.TensorType) ? v : Back(editor, v, movements))];
        var value = editor.Add(node.Op, operands);
        value.Producer!.Name = node.Name;
        foreach (var movement in movements) value = editor.Add(movement.Op, [value, .. movement.Inputs.Skip(1)]);
        (value.Type, value.Data) = (output.Type, output.Data);
        graph.InsertBefore(node, editor.Added);
        ValueReplacement.Apply(graph, output, value, takeName: true);
        Node[] old = [.. movements, node];
        graph.RemoveAll(old.Contains);
    }

    private static Value Back(GraphEditor editor, Value value, List<Node> movements)
    {
        foreach (var movement in Enumerable.Reverse(movements))
        {
            var shape = movement.Inputs[0]!.TensorType.Shape!;
            if (movement.Op is TransposeOp transpose)
            {
                long[] perm = Permutation.Of(transpose, shape.Rank);
                value = editor.Add(new TransposeOp([.. Enumerable.Range(0, perm.Length).Select(i => (long)Array.IndexOf(perm, i))]), value);
            }
            else value = editor.Add(new ReshapeOp(), value, editor.Integers(ReshapeTarget.Of(value.TensorType.Shape, shape)));
        }
        return value;
    }
}
