using XinRT.Backends;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary>Makes one node of a pointwise (1×1) convolution and the depthwise one that alone reads its result, each with what is
/// fused into it: the tensor between them, the largest of an inverted residual, need not leave the cache.</summary>
public sealed class FuseCascades : Pass
{
    private const int ImageAxes = 4;

    /// <inheritdoc/>
    public override bool Run(Graph graph, PassContext context)
    {
        bool changed = RunOnBodies(graph, context);
        foreach (var node in graph.Nodes.ToList())
        {
            context.Cancel.ThrowIfCancellationRequested();
            if (!context.MayRewrite) return changed;
            if (FilterOf(node) is not { Producer: { } producer } between || !IsPointwise(producer)) continue;
            if (WhyNot(graph, producer, between, node) is { } reason)
            {
                context.Log.AddMissed(Name, node.Name, reason);
                continue;
            }
            context.Log.AddApplied(Name, node.Name);
            Fuse(graph, [producer, node]);
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
    private static (ConvOp Op, FusedNode Form, Tensor Weights)? Convolution(Node node)
    {
        if (node.Outputs is not [{ TensorType.DType: DType.F32 }] || FusedNode.Of(node) is not { Anchor: ConvOp op } form) return null;
        var constants = form.AnchorInputs.Skip(1).Where(i => i >= 0).Select(i => node.Inputs[i]?.Constant);
        return constants.All(t => t is { DType: DType.F32, IsElided: false }) ? (op, form, node.Inputs[form.AnchorInputs[1]]!.Constant!) : null;
    }

    private static string? WhyNot(Graph graph, Node producer, Value between, Node node)
    {
        if (graph.IsOutput(between)) return $"'{between.Name}' is an output of the graph";
        if (between.Users.Count > 1) return $"'{between.Name}' has {between.Users.Count} readers";
        foreach (var value in producer.Inputs.Concat(node.Inputs))
            if (value is not null && value.TensorType.DType != DType.F32) return $"operand '{value.Name}' is {value.Type}";
        return null;
    }

    // An input for each operand of each node, so that every one of them can have its own layout.
    private static void Fuse(Graph graph, IReadOnlyList<Node> links)
    {
        var last = links[^1];
        var body = new Graph(last.Name);
        var inputs = new List<Value>();
        var results = new Dictionary<Value, Value>();
        foreach (var link in links)
        {
            var own = new Value?[link.Inputs.Count];
            for (int i = 0; i < own.Length; i++)
            {
                if (link.Inputs[i] is not { } value || results.TryGetValue(value, out own[i])) continue;
                own[i] = body.AddInput(new Value(body.UniqueName(value.Name), value.Type) { Data = value.Data });
                inputs.Add(value);
            }
            var result = link.Outputs[0]!;
            results[result] = new Value(result.Name, result.Type) { Data = result.Data };
            body.Add(new Node(link.Name, link.Op, own, [results[result]], link.Bodies, link.Origins));
        }
        body.AddOutput(results[last.Outputs[0]!]);
        graph.InsertBefore(last, [new Node(last.Name, new FusedOp(), inputs, [last.Outputs[0]], [body], links.SelectMany(n => n.Origins).Distinct().ToArray())]);
        graph.RemoveAll(links.Contains);
    }
}
