using System.Runtime.CompilerServices;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Class with the largest sum of leaf weights over all trees, and the transformed sums.</summary>
/// <remarks>Models of two classes often give weights for one only. Then its sum decides: above 0.5 where no weight is negative
/// (the sum is a probability), above 0 otherwise (a margin); the other score is <c>1 - s</c> or <c>-s</c>, or 0 where the
/// weights are those of the second class.</remarks>
[OnnxOperator("TreeEnsembleClassifier", Domain = "ai.onnx.ml")]
public sealed record TreeEnsembleClassifierOp(ValueArray<float> BaseValues = default, Tensor? BaseValuesAsTensor = null,
    ValueArray<long> ClassIds = default, ValueArray<long> ClassNodeids = default, ValueArray<long> ClassTreeids = default,
    ValueArray<float> ClassWeights = default, Tensor? ClassWeightsAsTensor = null, ValueArray<long>? ClasslabelsInt64s = null,
    ValueArray<string>? ClasslabelsStrings = null, ValueArray<long> NodesFalsenodeids = default, ValueArray<long> NodesFeatureids = default,
    ValueArray<float> NodesHitrates = default, Tensor? NodesHitratesAsTensor = null,
    ValueArray<long> NodesMissingValueTracksTrue = default, ValueArray<string> NodesModes = default,
    ValueArray<long> NodesNodeids = default, ValueArray<long> NodesTreeids = default, ValueArray<long> NodesTruenodeids = default,
    ValueArray<float> NodesValues = default, Tensor? NodesValuesAsTensor = null, string PostTransform = "NONE") : Operator
{
    // Flat trees by operator, as long as the operator lives.
    private static readonly ConditionalWeakTable<TreeEnsembleClassifierOp, DecisionForest> Forests = [];

    private ClassLabels Labels => new(ClasslabelsStrings, ClasslabelsInt64s);

    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        Rows.Check(ctx, PostTransform);
        int bases = TreeTable.Numbers(BaseValues, BaseValuesAsTensor).Length;
        if (Labels.Count == 0) throw ctx.Error("class labels are needed, but there are none").AsShapeError();
        if (bases != 0 && bases != Labels.Count && !(bases == 1 && Labels.Count == 2))
            throw ctx.Error($"there must be 0 or {Labels.Count} base values, but there are {bases}").AsShapeError();
        Forest(reason => ctx.Error(reason).AsShapeError());
        var rows = Rows.Count(ctx);
        ctx.Output(0, Labels.DType, Shape.Of([rows]));
        ctx.Output(1, DType.F32, Shape.Of([rows, Labels.Count]));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var forest = Forest(reason => ctx.Error(reason).AsRunError());
        int classes = forest.Targets, rows = Rows.Size(ctx).Rows;
        double[] bases = TreeTable.Numbers(BaseValues, BaseValuesAsTensor);
        int[] used = [.. forest.UsedTargets];
        bool one = classes == 2 && used.Length == 1, probability = forest.IsNeverNegative;
        var labels = new int[rows];
        var all = new double[rows * classes];
        ForestScores.Run(ctx, forest, "SUM", (row, scores, touched) =>
        {
            var written = all.AsSpan(row * classes, classes);
            if (one)
            {
                double score = scores[used[0]] + (bases.Length == 0 ? 0 : bases[^1]);
                labels[row] = score > (probability ? 0.5 : 0) ? 1 : 0;
                double[] both = used[0] == 0 ? BinaryScores.Spread(score, probability, PostTransform) : [0, score];
                if (used[0] == 1) ScoreTransform.Apply(PostTransform, both);
                both.CopyTo(written);
                return;
            }
            for (int i = 0; i < bases.Length; i++) scores[i] += bases[i];
            labels[row] = Largest(scores, bases.Length > 0 ? [] : touched);
            ScoreTransform.Apply(PostTransform, scores);
            scores.CopyTo(written);
        });
        Labels.Write(ctx, 0, labels);
        if (ctx.Wants(1)) ElementConverter.Write(all, ctx.Output(1, DType.F32, rows, classes));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => new(20.0 * NodesTreeids.Distinct().Count() * ctx.OutputCount(0), ctx.Bytes);

    private DecisionForest Forest(Func<string, XinException> error) => Forests.GetValue(this, _ => ForestScores.Checked(Build, error));

    // A class that no leaf spoke for is no candidate, though its score is 0.
    private static int Largest(ReadOnlySpan<double> scores, ReadOnlySpan<bool> touched)
    {
        int best = -1;
        for (int i = 0; i < scores.Length; i++)
            if ((touched.IsEmpty || touched[i]) && (best < 0 || scores[i] > scores[best])) best = i;
        return Math.Max(0, best);
    }

    private DecisionForest Build() => new TreeTable
    {
        NodeTrees = NodesTreeids,
        NodeIds = NodesNodeids,
        Features = NodesFeatureids,
        Values = TreeTable.Numbers(NodesValues, NodesValuesAsTensor),
        NodeModes = NodesModes,
        TrueIds = NodesTruenodeids,
        FalseIds = NodesFalsenodeids,
        MissingIsTrue = NodesMissingValueTracksTrue,
        Weights = (ClassTreeids, ClassNodeids, ClassIds, TreeTable.Numbers(ClassWeights, ClassWeightsAsTensor)),
    }.Build(Labels.Count);
}
