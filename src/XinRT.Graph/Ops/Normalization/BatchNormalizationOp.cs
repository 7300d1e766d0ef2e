using System.Numerics;
using System.Numerics.Tensors;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>y = (x - mean) / sqrt(var + ε) · scale + bias</c> per channel (axis 1). In training mode mean and variance are
/// those of the batch, and outputs 1 and 2 are the running ones: <c>old · momentum + batch · (1 - momentum)</c>.</summary>
[OnnxOperator("BatchNormalization", Since = 9)]
public sealed record BatchNormalizationOp(float Epsilon = 1e-5f, float Momentum = 0.9f, bool TrainingMode = false) : Operator, IInvertibleOp
{
    /// <inheritdoc/>
    public SourceStep? Inverse(Node node)
    {
        if (TrainingMode || node.Inputs is not [_, { Constant: { } scale }, { Constant: { } bias }, { Constant: { } mean }, { Constant: { } variance }])
            return null;
        double[] factors = [.. scale.ToDoubles().Zip(variance.ToDoubles(), (s, v) => Math.Sqrt(v + Epsilon) / s)];
        if (!Array.TrueForAll(factors, double.IsFinite)) return null;
        double[] ones = new double[factors.Length];
        Array.Fill(ones, 1);
        return new(new BatchNormalizationOp(Epsilon: 0),
            [null, Tensor.FromDoubles(scale.DType, factors, scale.Dims), mean, bias, Tensor.FromDoubles(variance.DType, ones, variance.Dims)]);
    }

    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        ctx.Output(0, x);
        for (int i = 1; i <= 2; i++) ctx.Output(i, ctx.Input(i + 2));
        if (x.Shape is not { Rank: >= 2 } shape || !shape[1].IsConstant) return;
        for (int i = 1; i <= 4; i++)
            if (ctx.InputShape(i) is { } f && f.Count.IsConstant && f.Count.Value != shape[1].Value)
                throw ctx.Error($"input {i} must have {shape[1]} values, one per channel, but it has {f.Count}").AsShapeError();
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        int channels = x.Rank >= 2 ? (int)x.Dims[1] : 1;
        double[][] factors = [.. Enumerable.Range(1, 4).Select(i => ctx.Input(i).ToDoubles())];
        if (Array.Find(factors, f => f.Length != channels) is { } wrong)
            throw ctx.Error($"each factor must have {channels} values, one per channel, but one has {wrong.Length}").AsRunError();
        var (scale, bias, mean, variance) = (factors[0], factors[1], factors[2], factors[3]);
        if (TrainingMode) (mean, variance) = Statistics(ctx, x, mean, variance);

        var y = ctx.Output(0, x.DType, x.Dims);
        if (x.Count == 0) return;
        var working = WorkingFloat.For(x.DType);
        Tensor src = WorkingFloat.Open(x, working), dst = WorkingFloat.Target(y, working);
        int plane = x.Rank > 2 ? (int)Strides.Count(x.Dims[2..]) : 1;
        ParallelRange.For(ctx.Threads, x.Count / plane, 1 + 16384 / plane, (from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                int c = i % channels;
                double factor = scale[c] / Math.Sqrt(variance[c] + Epsilon), summand = bias[c] - mean[c] * factor;
                if (working == DType.F32) Affine<float>(src, dst, i * plane, plane, factor, summand);
                else Affine<double>(src, dst, i * plane, plane, factor, summand);
            }
        });
        WorkingFloat.Close(dst, y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(2);

    /// <inheritdoc/>
    public override bool CanOverwrite(int input) => input == 0 && !TrainingMode;

    private static void Affine<T>(Tensor src, Tensor dst, int at, int count, double factor, double summand)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var y = dst.Span<T>().Slice(at, count);
        TensorPrimitives.Multiply(src.Span<T>().Slice(at, count), T.CreateTruncating(factor), y);
        TensorPrimitives.Add(y, T.CreateTruncating(summand), y);
    }

    // Mean and population variance of the batch; also sets the running statistics.
    private (double[] Mean, double[] Variance) Statistics(EvalContext ctx, Tensor x, double[] oldMean, double[] oldVariance)
    {
        var axes = new bool[x.Rank];
        Array.Fill(axes, true);
        if (x.Rank >= 2) axes[1] = false;
        var (plan, src) = ReductionPlan.Make(WorkingFloat.Open(x, DType.F64), axes, keepDims: false);
        int channels = oldMean.Length, count = channels == 0 ? 0 : x.Count / channels;
        var sum = Tensor.Zeros(DType.F64, plan.OutputDims);
        Fold.Run<double, double, SumFolder>(src, plan, sum, ctx.Threads);
        double[] mean = [.. sum.ToDoubles().Select(s => s / count)], variance = new double[channels];
        double[] values = x.ToDoubles();
        int plane = channels == 0 || x.Rank < 2 ? 1 : (int)Strides.Count(x.Dims[2..]);
        for (int i = 0; i < values.Length; i++)
        {
            int c = i / plane % channels;
            variance[c] += (values[i] - mean[c]) * (values[i] - mean[c]) / count;
        }
        Running(ctx, 1, oldMean, mean);
        Running(ctx, 2, oldVariance, variance);
        return (mean, variance);
    }

    private void Running(EvalContext ctx, int output, double[] old, double[] batch)
    {
        if (!ctx.Wants(output)) return;
        double[] running = [.. old.Select((o, c) => o * Momentum + batch[c] * (1 - Momentum))];
        ElementConverter.Write(running, ctx.Output(output, ctx.Input(output + 2).DType, running.Length));
    }
}
