using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary>Moves reshapes and transpositions of a contraction's result behind the element-wise nodes that follow:
/// <c>f(view(y), r)</c> → <c>view(f(y, view⁻¹(r)))</c>. The views cost nothing, but between a contraction and its epilogue they
/// keep them apart.</summary>
public sealed class SinkViews : Pass
{
    /// <inheritdoc/>
    public override bool Run(Graph graph, PassContext context)
    {
        context.Begin(graph);
        return Sink(graph, context);
    }

    private bool Sink(Graph graph, PassContext context)
    {
        bool changed = false;
        // Results of contractions and of element-wise nodes after them.
        var follows = new HashSet<Value>();
        foreach (var node in graph.Nodes.ToList())
        {
            context.Cancel.ThrowIfCancellationRequested();
            foreach (var body in node.Bodies) changed |= Sink(body, context);
            if (FuseEpilogues.Contractions.Contains(node.Op.GetType()) && node.Outputs[0] is { } result)
                follows.Add(result);
            if (ElementwiseTerms.WhyNot(node) is not null || node.Outputs[0]!.TensorType.Shape is null) continue;
            if (node.Inputs.Any(v => v is not null && follows.Contains(v))) follows.Add(node.Outputs[0]!);
            for (int side = 0; side < node.Inputs.Count; side++)
            {
                var views = Views(node.Inputs[side], follows);
                if (views.Count == 0) continue;
                if (WhyNot(graph, node, side, views) is { } reason)
                {
                    context.Log.AddMissed(Name, node.Name, reason);
                    continue;
                }
                if (!context.MayRewrite) return changed;
                context.Log.AddApplied(Name, node.Name);
                follows.Add(Apply(graph, node, side, views, context));
                changed = true;
                break;
            }
        }
        return changed;
    }

    // The views between such a result and an operand, the first one first; none if that is not what the operand is.
    private static List<Node> Views(Value? operand, HashSet<Value> follows)
    {
        var views = new List<Node>();
        while (operand is not null && !follows.Contains(operand))
        {
            if (operand.Producer is not { Op: ReshapeOp or TransposeOp or SqueezeOp or UnsqueezeOp } view) return [];
            views.Insert(0, view);
            operand = view.Inputs[0];
        }
        return views;
    }

    private static string? WhyNot(Graph graph, Node node, int side, List<Node> views)
    {
        var (source, value) = (views[0].Inputs[0]!, node.Inputs[side]!);
        foreach (var between in views.Select(v => v.Outputs[0]!).Prepend(source))
        {
            if (between.Users.Count > 1 || graph.IsOutput(between)) return $"'{between.Name}' has other readers";
            if (between.TensorType.Shape is null) return $"the shape of '{between.Name}' is not known";
        }
        if (!node.Outputs[0]!.TensorType.Equals(value.TensorType)) return "the other operand makes the result larger";
        for (int i = 0; i < node.Inputs.Count; i++)
            if (i != side && node.Inputs[i] is { } other && !Stays(other, views) && WhyNotBack(other, views) is { } reason) return reason;
        return null;
    }

    // A number, or one number per element of a last axis that every view leaves in place.
    private static bool Stays(Value other, List<Node> views)
    {
        // A number with more axes than the value would give it more.
        if (ElementwiseTerms.Number(other) is not null)
            return views.All(v => v.Inputs[0]!.TensorType.Shape!.Rank >= other.TensorType.Shape!.Rank);
        if (other.TensorType.Shape is not { Rank: 1 } shape || shape[0] == 1) return false;
        return views.All(v => v.Inputs[0]!.TensorType.Shape is { Rank: > 0 } from && from[-1] == shape[0] && v.Outputs[0]!.TensorType.Shape![-1] == shape[0]
            && (v.Op is not TransposeOp t || t.Order(from.Rank)![^1] == from.Rank - 1));
    }

    // A reshape mixes axes, so only elements that correspond one to one can follow it back.
    private static string? WhyNotBack(Value other, List<Node> views)
    {
        if (other.TensorType.Shape is not { } shape) return $"the shape of '{other.Name}' is not known";
        foreach (var view in Enumerable.Reverse(views))
        {
            Shape from = view.Inputs[0]!.TensorType.Shape!, to = view.Outputs[0]!.TensorType.Shape!;
            if (shape.Rank > to.Rank) return "the other operand has more axes";
            if (view.Op is TransposeOp transpose) shape = Moved(Padded(shape, to.Rank), Back(transpose, to.Rank));
            else if (!shape.Equals(to)) return "the other operand is broadcast along axes that the reshape mixes";
            else if (ReshapeTarget.Of(to, from) is null) return "its sizes are open";
            else shape = from;
        }
        return null;
    }

    private static Value Apply(Graph graph, Node node, int side, List<Node> views, PassContext context)
    {
        var output = node.Outputs[0]!;
        Node[] old = [.. views, node];
        var editor = new GraphEditor(graph, old, output.Name, context.Symbols);
        var inputs = node.Inputs.Select((v, i) => i == side ? views[0].Inputs[0] : v is null || Stays(v, views) ? v : Undo(editor, v, views));
        var inner = editor.Add(node.Op, [.. inputs]);
        inner.Producer!.Name = node.Name;
        var outer = inner;
        foreach (var view in views) outer = editor.Add(view.Op, [outer, .. view.Inputs.Skip(1)]);
        (outer.Type, outer.Data) = (output.Type, output.Data);
        graph.InsertBefore(node, editor.Added);
        ValueReplacement.Apply(graph, output, outer, takeName: true);
        graph.RemoveAll(old.Contains);
        return inner;
    }

    // The other operand as it would have to be seen for the views to give it.
    private static Value Undo(GraphEditor editor, Value other, List<Node> views)
    {
        foreach (var view in Enumerable.Reverse(views))
        {
            Shape from = view.Inputs[0]!.TensorType.Shape!, shape = other.TensorType.Shape!;
            if (view.Op is not TransposeOp transpose)
            {
                other = editor.Add(new ReshapeOp(), other, editor.Integers(ReshapeTarget.Of(shape, from)));
                continue;
            }
            if (shape.Rank < from.Rank)
                other = editor.Add(new UnsqueezeOp(), other, editor.Integers([.. Enumerable.Range(0, from.Rank - shape.Rank).Select(i => (long)i)]));
            other = editor.Add(new TransposeOp(Back(transpose, from.Rank)), other);
        }
        return other;
    }

    private static long[] Back(TransposeOp transpose, int rank)
    {
        int[] order = transpose.Order(rank)!;
        return [.. Enumerable.Range(0, rank).Select(k => (long)Array.IndexOf(order, k))];
    }

    private static Shape Padded(Shape shape, int rank) => Shape.Of([.. Enumerable.Repeat((Dim)1, rank - shape.Rank), .. shape]);

    private static Shape Moved(Shape shape, long[] order) => Shape.Of([.. order.Select(axis => shape[(int)axis])]);
}
