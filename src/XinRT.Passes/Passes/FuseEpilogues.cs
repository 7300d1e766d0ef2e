using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary>Lets a contraction, normalization, pooling, reduction … compute the element-wise nodes that follow it, so that its
/// result is written once.</summary>
public sealed class FuseEpilogues : Pass
{
    // What is tried until the readers of one value come together again, as in x·sigmoid(x).
    private const int MaxStep = 12;

    /// <summary>Operators that multiply and add, whose results are in registers when they are complete.</summary>
    internal static readonly Type[] Contractions =
        [typeof(ConvOp), typeof(ConvTransposeOp), typeof(GemmOp), typeof(MatMulOp)];

    private static readonly Type[] Others =
    [
        typeof(AveragePoolOp), typeof(MaxPoolOp), typeof(LpPoolOp),
        typeof(GlobalAveragePoolOp), typeof(GlobalMaxPoolOp), typeof(GlobalLpPoolOp), typeof(ResizeOp),
        typeof(BatchNormalizationOp), typeof(InstanceNormalizationOp), typeof(GroupNormalizationOp), typeof(LayerNormalizationOp),
        typeof(RMSNormalizationOp), typeof(SimplifiedLayerNormalizationOp), typeof(MeanVarianceNormalizationOp),
        typeof(LpNormalizationOp), typeof(SoftmaxOp), typeof(LogSoftmaxOp),
        typeof(ReduceSumOp), typeof(ReduceMeanOp), typeof(ReduceMaxOp), typeof(ReduceMinOp), typeof(ReduceProdOp),
        typeof(ReduceL1Op), typeof(ReduceL2Op), typeof(ReduceSumSquareOp), typeof(ReduceLogSumOp), typeof(ReduceLogSumExpOp),
    ];

    /// <inheritdoc/>
    public override FusedKind? Makes => FusedKind.Anchored;

    /// <inheritdoc/>
    public override bool Run(Graph graph, PassContext context)
    {
        bool changed = RunOnBodies(graph, context);
        // A sum of a product and a looked-up row belongs to the product: its kernel has the values in registers anyway.
        foreach (var anchors in (Type[][])[Contractions, Others])
        {
            var places = FusedRegion.Places(graph);
            foreach (var node in graph.Nodes.ToList())
            {
                context.Cancel.ThrowIfCancellationRequested();
                if (!context.MayRewrite) return changed;
                if (IsAnchor(node, anchors)) changed |= Fuse(graph, node, anchors, places, context);
            }
        }
        return changed;
    }

    private static bool IsAnchor(Node node, Type[] anchors) => anchors.Contains(node.Op.GetType())
        && node.Outputs[0] is { Type: TensorType { DType: DType.F32, Shape: not null } } && node.Outputs.Skip(1).All(v => v is null);

    private bool Fuse(Graph graph, Node anchor, Type[] anchors, Dictionary<Node, int> places, PassContext context)
    {
        var region = new FusedRegion(places, anchor, context.Options.Fusion);
        var result = anchor.Outputs[0]!;
        string? reason;
        while ((reason = Extend(graph, region, ref result, anchors, places)) is null)
        {
        }
        bool fused = region.Count > 1;
        if (fused)
        {
            context.Log.AddApplied(Name, anchor.Name);
            int place = region.Nodes.Max(n => places[n]);
            region.Fuse(graph, anchor.Name);
            places[result.Producer!] = place;
        }
        if (reason.Length > 0) context.Log.AddMissed(Name, anchor.Name, reason);
        return fused;
    }

    // Adds readers until one value is left that is read outside. Null if that worked, empty if nothing element-wise follows.
    private static string? Extend(Graph graph, FusedRegion region, ref Value result, Type[] anchors, Dictionary<Node, int> places)
    {
        if (result.Users.All(n => ElementwiseTerms.WhyNot(n) is not null)) return "";
        if (graph.IsOutput(result)) return $"'{result.Name}' is an output of the graph";
        var (from, shape, begin) = (result, result.TensorType.Shape!, region.Count);
        var open = new HashSet<Value> { result };
        string? reason = null;
        for (int step = 0; step < MaxStep && reason is null; step++)
        {
            var next = open.SelectMany(v => v.Users).Where(n => !region.Nodes.Contains(n)).MinBy(n => places[n]);
            if (next is null) break;
            if ((reason = region.WhyNot(next, shape) ?? Later(graph, region, next, anchors, places)) is not null) break;
            region.Add(next);
            open.Add(next.Outputs[0]!);
            open.RemoveWhere(v => region.ReadsAll(graph, v) && v.Users.Count > 0);
            if (open.Count > 1) continue;
            result = open.Single();
            if (result.TensorType.DType == DType.F32 && (reason = region.TooLarge()) is null) return null;
            if (graph.IsOutput(result) || result.Users.Count == 0) break;
        }
        region.Truncate(begin);
        result = from;
        int readers = from.Users.Distinct().Count();
        return readers > 1 ? $"its result has {readers} readers" : reason ?? $"'{open.First().Name}' has readers outside";
    }

    // Of two anchors that are added the later one takes the sum in: it finds the other's result complete.
    private static string? Later(Graph graph, FusedRegion region, Node next, Type[] anchors, Dictionary<Node, int> places)
    {
        int first = places[region.Nodes[0]];
        foreach (var operand in next.Inputs)
        {
            var value = operand;
            while (value is not null && !region.Computes(value) && value.Users.Count == 1 && !graph.IsOutput(value)
                && value.Producer is { } producer && places.GetValueOrDefault(producer) > first
                && next.Outputs[0]!.TensorType.Shape!.Equals(value.TensorType.Shape))
            {
                if (IsAnchor(producer, anchors)) return $"the operand '{operand!.Name}' is computed later";
                if (ElementwiseTerms.WhyNot(producer) is not null) break;
                value = producer.Inputs.FirstOrDefault(v => v?.Producer is not null && v.TensorType.Shape?.Equals(value.TensorType.Shape) == true);
            }
        }
        return null;
    }
}
