using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>What the two classification losses share: <c>-weight · logP</c> at the target class, reduced.</summary>
internal static class LossRule
{
    /// <summary>Output 0 is one value, or one per target without reduction.</summary>
    public static void Infer(InferContext ctx, string reduction)
    {
        if (reduction is not ("none" or "sum" or "mean"))
            throw ctx.Error($"reduction must be none, sum or mean, but it is '{reduction}'").AsShapeError();
        ctx.Output(0, ctx.InputDType(0), reduction == "none" ? ctx.InputShape(1) : Shape.Scalar);
    }

    /// <summary>Sets output 0 from log-probabilities <c>[N, C, …]</c> given in double.</summary>
    public static void Evaluate(EvalContext ctx, double[] logProbabilities, string reduction, long? ignoreIndex)
    {
        Tensor x = ctx.Input(0), target = ctx.Input(1);
        if (x.Rank < 2 && !(x.Rank == 1 && target.Rank == 0))
            throw ctx.Error($"the scores must have a class axis, but their rank is {x.Rank}").AsRunError();
        int classAxis = x.Rank == 1 ? 0 : 1, classes = (int)x.Dims[classAxis], plane = (int)Strides.Count(x.Dims[(classAxis + 1)..]);
        long[] targets = target.ToInt64s();
        if (targets.Length * (long)classes != x.Count)
            throw ctx.Error($"{x.Count / Math.Max(1, classes)} targets are needed, but {targets.Length} are given").AsRunError();
        double[]? weights = ctx.OptionalInput(2)?.ToDoubles();
        if (weights is not null && weights.Length != classes)
            throw ctx.Error($"{classes} weights are needed, one per class, but {weights.Length} are given").AsRunError();

        var losses = new double[targets.Length];
        double sum = 0, weightSum = 0;
        for (int i = 0; i < targets.Length; i++)
        {
            long c = targets[i];
            if (c == ignoreIndex) continue;
            if (c < 0 || c >= classes) throw ctx.Error($"a target must be from 0 to {classes - 1}, but one is {c}").AsRunError();
            double weight = weights?[c] ?? 1;
            losses[i] = -weight * logProbabilities[i / plane * classes * plane + (int)c * plane + i % plane];
            sum += losses[i];
            weightSum += weight;
        }
        if (reduction == "none") ElementConverter.Write(losses, ctx.Output(0, x.DType, target.Dims));
        else ElementConverter.Write([reduction == "sum" ? sum : sum / weightSum], ctx.Output(0, x.DType));
    }
}
