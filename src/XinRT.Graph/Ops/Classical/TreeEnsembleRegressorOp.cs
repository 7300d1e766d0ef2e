using System.Runtime.CompilerServices;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Scores of decision trees, joined over all trees, plus base values.</summary>
[OnnxOperator("TreeEnsembleRegressor", Domain = "ai.onnx.ml")]
public sealed record TreeEnsembleRegressorOp(string AggregateFunction = "SUM", ValueArray<float> BaseValues = default,
    Tensor? BaseValuesAsTensor = null, long NTargets = 1, ValueArray<long> NodesFalsenodeids = default,
    ValueArray<long> NodesFeatureids = default, ValueArray<float> NodesHitrates = default, Tensor? NodesHitratesAsTensor = null,
    ValueArray<long> NodesMissingValueTracksTrue = default, ValueArray<string> NodesModes = default,
    ValueArray<long> NodesNodeids = default, ValueArray<long> NodesTreeids = default, ValueArray<long> NodesTruenodeids = default,
    ValueArray<float> NodesValues = default, Tensor? NodesValuesAsTensor = null, string PostTransform = "NONE",
    ValueArray<long> TargetIds = default, ValueArray<long> TargetNodeids = default, ValueArray<long> TargetTreeids = default,
    ValueArray<float> TargetWeights = default, Tensor? TargetWeightsAsTensor = null) : Operator
{
    // Flat trees by operator, as long as the operator lives.
    private static readonly ConditionalWeakTable<TreeEnsembleRegressorOp, DecisionForest> Forests = [];

    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        Rows.Check(ctx, PostTransform);
        if (AggregateFunction is not ("SUM" or "AVERAGE" or "MIN" or "MAX"))
            throw ctx.Error($"aggregate_function must be SUM, AVERAGE, MIN or MAX, but it is {AggregateFunction}").AsShapeError();
        int bases = TreeTable.Numbers(BaseValues, BaseValuesAsTensor).Length;
        if (bases != 0 && bases != NTargets) throw ctx.Error($"there must be 0 or {NTargets} base values, but there are {bases}").AsShapeError();
        Forest(reason => ctx.Error(reason).AsShapeError());
        ctx.Output(0, DType.F32, Shape.Of([Rows.Count(ctx), NTargets]));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var forest = Forest(reason => ctx.Error(reason).AsRunError());
        int targets = forest.Targets, rows = Rows.Size(ctx).Rows;
        double[] bases = TreeTable.Numbers(BaseValues, BaseValuesAsTensor);
        var all = new double[rows * targets];
        ForestScores.Run(ctx, forest, AggregateFunction, (row, scores, _) =>
        {
            for (int i = 0; i < bases.Length; i++) scores[i] += bases[i];
            ScoreTransform.Apply(PostTransform, scores);
            scores.CopyTo(all.AsSpan(row * targets));
        });
        ElementConverter.Write(all, ctx.Output(0, DType.F32, rows, targets));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => new(20.0 * NodesTreeids.Distinct().Count() * ctx.OutputCount(0), ctx.Bytes);

    private DecisionForest Forest(Func<string, XinException> error) => Forests.GetValue(this, _ => ForestScores.Checked(Build, error));

    private DecisionForest Build() => NTargets is < 1 or > int.MaxValue / 8 ? throw new FormatException($"n_targets is {NTargets}")
        : new TreeTable
        {
            NodeTrees = NodesTreeids,
            NodeIds = NodesNodeids,
            Features = NodesFeatureids,
            Values = TreeTable.Numbers(NodesValues, NodesValuesAsTensor),
            NodeModes = NodesModes,
            TrueIds = NodesTruenodeids,
            FalseIds = NodesFalsenodeids,
            MissingIsTrue = NodesMissingValueTracksTrue,
            Weights = (TargetTreeids, TargetNodeids, TargetIds, TreeTable.Numbers(TargetWeights, TargetWeightsAsTensor)),
        }.Build((int)NTargets);
}
