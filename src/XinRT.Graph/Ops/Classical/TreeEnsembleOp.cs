using System.Runtime.CompilerServices;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Scores of decision trees, joined over all trees. A membership node asks whether the feature is in its set; the sets
/// stand one after another in <c>membership_values</c>, each ended by NaN.</summary>
[OnnxOperator("TreeEnsemble", Domain = "ai.onnx.ml", Since = 5)]
public sealed record TreeEnsembleOp(ValueArray<long> LeafTargetids, Tensor LeafWeights, ValueArray<long> NodesFalseleafs,
    ValueArray<long> NodesFalsenodeids, ValueArray<long> NodesFeatureids, Tensor NodesModes, Tensor NodesSplits,
    ValueArray<long> NodesTrueleafs, ValueArray<long> NodesTruenodeids, ValueArray<long> TreeRoots, long NTargets = 1,
    long AggregateFunction = 1, long PostTransform = 0, Tensor? MembershipValues = null,
    ValueArray<long> NodesMissingValueTracksTrue = default, Tensor? NodesHitrates = null) : Operator
{
    private static readonly string[] Aggregates = ["AVERAGE", "SUM", "MIN", "MAX"];

    // Flat trees by operator, as long as the operator lives.
    private static readonly ConditionalWeakTable<TreeEnsembleOp, DecisionForest> Forests = [];

    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, DType.F32, DType.F64, DType.F16);
        if (ctx.InputShape(0) is { Rank: not (1 or 2) } shape) throw ctx.Error($"the input must be [N,C] or [C], but it is [{shape}]").AsShapeError();
        if (AggregateFunction is < 0 or > 3) throw ctx.Error($"aggregate_function must be 0 to 3, but it is {AggregateFunction}").AsShapeError();
        if (PostTransform is < 0 or > 4) throw ctx.Error($"post_transform must be 0 to 4, but it is {PostTransform}").AsShapeError();
        Forest(reason => ctx.Error(reason).AsShapeError());
        ctx.Output(0, ctx.InputDType(0), Shape.Of([Rows.Count(ctx), NTargets]));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var forest = Forest(reason => ctx.Error(reason).AsRunError());
        int targets = forest.Targets, rows = Rows.Size(ctx).Rows;
        var y = ctx.Output(0, ctx.Input(0).DType, rows, targets);
        var all = new double[rows * targets];
        ForestScores.Run(ctx, forest, Aggregates[AggregateFunction], (row, scores, _) =>
        {
            ScoreTransform.Apply(ScoreTransform.Names[(int)PostTransform], scores);
            scores.CopyTo(all.AsSpan(row * targets));
        });
        ElementConverter.Write(all, y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => new(20.0 * TreeRoots.Count * ctx.OutputCount(0), ctx.Bytes);

    private DecisionForest Forest(Func<string, XinException> error) =>
        Forests.GetValue(this, _ => ForestScores.Checked(Build, error));

    private DecisionForest Build()
    {
        int count = NodesFeatureids.Count;
        if (NodesFalseleafs.Count != count || NodesFalsenodeids.Count != count || NodesModes.Count != count || NodesSplits.Count != count
            || NodesTrueleafs.Count != count || NodesTruenodeids.Count != count
            || (NodesMissingValueTracksTrue.Count != 0 && NodesMissingValueTracksTrue.Count != count))
        {
            throw new FormatException($"all lists of nodes must have {count} items, but some have another number");
        }
        if (LeafTargetids.Count != LeafWeights.Count)
            throw new FormatException($"there are {LeafTargetids.Count} leaf targets and {LeafWeights.Count} leaf weights");
        if (NTargets is < 1 or > int.MaxValue / 8) throw new FormatException($"n_targets is {NTargets}");

        var splits = new TreeSplit[count];
        long[] modes = NodesModes.ToInt64s();
        double[] values = NodesSplits.ToDoubles(), weights = LeafWeights.ToDoubles();
        int sets = 0;
        for (int i = 0; i < count; i++)
        {
            if (modes[i] is < 0 or > (long)SplitMode.Member) throw new FormatException($"the mode of a node is {modes[i]}, not 0 to 6");
            var mode = (SplitMode)modes[i];
            splits[i] = new(mode, NodesMissingValueTracksTrue.Count > 0 && NodesMissingValueTracksTrue[i] != 0, Index(NodesFeatureids[i]),
                values[i], Child(NodesTrueleafs[i], NodesTruenodeids[i]), Child(NodesFalseleafs[i], NodesFalsenodeids[i]),
                mode == SplitMode.Member ? sets++ : 0);
        }
        LeafWeight[][] leaves = [.. weights.Select((w, i) => new LeafWeight[] { new(Index(LeafTargetids[i]), w) })];
        return new(splits, [.. TreeRoots.Select(Index)], leaves, Sets(), (int)NTargets);
    }

    private static int Index(long value) => value is >= 0 and <= int.MaxValue ? (int)value
        : throw new FormatException($"an index must be 0 or more, but one is {value}");

    private static int Child(long isLeaf, long index) => isLeaf != 0 ? ~Index(index) : Index(index);

    private HashSet<double>[] Sets()
    {
        var sets = new List<HashSet<double>>();
        HashSet<double>? open = null;
        foreach (double value in MembershipValues?.ToDoubles() ?? [])
        {
            if (open is null) sets.Add(open = []);
            if (double.IsNaN(value)) open = null;
            else open.Add(value);
        }
        return [.. sets];
    }
}
