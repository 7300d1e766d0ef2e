using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary>Makes one node of a depthwise convolution and the pointwise (1×1) one before it, or else behind it, where
/// nobody else reads what is between, each with what is fused into it: the tensor between, the largest of an inverted
/// residual, need not leave the cache.</summary>
public sealed class FuseCascades : Pass
{
    private const int ImageAxes = 4;

    /// <inheritdoc/>
    public override FusedKind? Makes => FusedKind.Chain;

    /// <inheritdoc/>
    public override bool Run(Graph graph, PassContext context)
    {
        bool changed = RunOnBodies(graph, context);
        foreach (var node in graph.Nodes.ToList())
        {
            context.Cancel.ThrowIfCancellationRequested();
            if (!context.MayRewrite) return changed;
            if (FilterOf(node) is not { } image) continue;
            var links = Links(graph, image, node, context.Log);
            if (links.Count == 1) continue;
            context.Log.AddApplied(Name, node.Name);
            Fuse(graph, links);
            changed = true;
        }
        return changed;
    }

    // What a depthwise convolution with a window reads; null for other nodes.
    private static Value? FilterOf(Node node)
    {
        if (Convolution(node) is not var (op, form, weights) || weights.Dim(1) != 1 || weights.Dim(0) != op.Group) return null;
        return weights.Rank == ImageAxes && weights.Count > weights.Dim(0) ? node.Inputs[form.AnchorInputs[0]] : null;
    }

    private static bool IsPointwise(Node node) => Convolution(node) is var (op, _, weights) && op.Group == 1
        && weights.Rank == ImageAxes && weights.Count == weights.Dim(0) * weights.Dim(1)
        && op.Strides.All(s => s == 1) && op.Pads.All(p => p == 0);

    // A convolution of float32 with constant weights, whose own bias is constant too if it has one.
    private static (ConvOp Op, AnchoredForm Form, Tensor Weights)? Convolution(Node node)
    {
        if (node.Outputs is not [{ TensorType.DType: DType.F32 }] || AnchoredForm.Of(node) is not { Anchor: ConvOp op, ReadsAgain: false } form) return null;
        var constants = form.AnchorInputs.Skip(1).Where(i => i >= 0).Select(i => node.Inputs[i]?.Constant);
        return constants.All(t => t is { DType: DType.F32 }) ? (op, form, node.Inputs[form.AnchorInputs[1]]!.Constant!) : null;
    }

    // The depthwise convolution and a neighbor that can be joined with it.
    private List<Node> Links(Graph graph, Value image, Node node, PassLog log)
    {
        var result = node.Outputs[0]!;
        if (image.Producer is { } producer && IsPointwise(producer) && MayJoin(producer, image, node))
            return [producer, node];
        // Of several readers the one that is a layer.
        var reader = result.Users.FirstOrDefault(u => IsPointwise(u) && u.Inputs[AnchoredForm.Of(u)!.AnchorInputs[0]] == result);
        if (reader is not null && MayJoin(node, result, reader)) return [node, reader];
        if (result.Users.FirstOrDefault(IsMean) is { } mean)
        {
            string reason = $"'{mean.Name}' needs the means of '{result.Name}' before a layer can read it";
            log.AddMissed(Name, node.Name, reason);
        }
        return [node];

        bool MayJoin(Node first, Value between, Node second)
        {
            if (WhyNot(graph, first, between, second) is not { } reason) return true;
            log.AddMissed(Name, node.Name, reason);
            return false;
        }
    }

    // A mean over all pixels, such as squeeze-and-excite blocks begin with.
    private static bool IsMean(Node node) =>
        node.Op is GlobalAveragePoolOp || node.Bodies.Any(b => b.Nodes.Any(IsMean));

    private static string? WhyNot(Graph graph, Node producer, Value between, Node node)
    {
        if (graph.IsOutput(between)) return $"'{between.Name}' is an output of the graph";
        if (between.Users.Count > 1) return $"'{between.Name}' has {between.Users.Count} readers";
        // Of that image it would need all channels for its sums, but only some for the rest.
        if (AnchoredForm.Of(producer) is { Anchor: ConvOp { Group: 1 } } form
            && form.Epilogue.Operands.Contains(form.AnchorInputs[0]))
            return $"'{producer.Name}' does not only convolve its image";
        foreach (var value in producer.Inputs.Concat(node.Inputs))
            if (value is not null && value.TensorType.DType != DType.F32) return $"operand '{value.Name}' is {value.Type}";
        return null;
    }

    // An input for each constant of each node, since they are packed apart, and one for each other value.
    private static void Fuse(Graph graph, IReadOnlyList<Node> links)
    {
        var last = links[^1];
        var body = new Graph(last.Name);
        var inputs = new List<Value>();
        var known = new Dictionary<Value, Value?>();
        foreach (var link in links)
        {
            var own = new Value?[link.Inputs.Count];
            for (int i = 0; i < own.Length; i++)
            {
                if (link.Inputs[i] is not { } value || known.TryGetValue(value, out own[i])) continue;
                own[i] = body.AddInput(new Value(body.UniqueName(value.Name), value.Type) { Data = value.Data });
                if (value.Constant is null) known[value] = own[i]!;
                inputs.Add(value);
            }
            var result = link.Outputs[0]!;
            known[result] = new Value(result.Name, result.Type) { Data = result.Data };
            body.Add(new Node(link.Name, link.Op, own, [known[result]], link.Bodies, link.Origins));
        }
        body.AddOutput(known[last.Outputs[0]!]!);
        string[] origins = [.. links.SelectMany(n => n.Origins).Distinct()];
        graph.InsertBefore(last, [new Node(last.Name, new FusedOp(FusedKind.Chain), inputs, [last.Outputs[0]], [body], origins)]);
        graph.RemoveAll(links.Contains);
    }
}
