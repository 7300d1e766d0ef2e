using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>ONNX Runtime's group normalization, channel-last unless <c>channels_last</c> is 0, followed by
/// <c>x · sigmoid(x)</c> if <c>activation</c> is 1.</summary>
[OnnxOperator("GroupNorm", Domain = "com.microsoft")]
public sealed record GroupNormOp(long Groups, long Activation, float Epsilon = 1e-5f, bool ChannelsLast = true) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => ctx.Output(0, ctx.Input(0));

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        int channelAxis = ChannelsLast ? x.Rank - 1 : 1;
        if (x.Rank < 2 || Groups <= 0 || x.Dims[channelAxis] % Groups != 0)
            throw ctx.Error($"{Groups} groups do not divide the channels of [{string.Join(',', x.Dims.ToArray())}]").AsRunError();
        int channels = (int)x.Dims[channelAxis];
        if (ctx.Input(1).Count != channels || ctx.Input(2).Count != channels)
            throw ctx.Error($"gamma and beta must have {channels} values, but they have {ctx.Input(1).Count} and {ctx.Input(2).Count}").AsRunError();
        var y = ctx.Output(0, x.DType, x.Dims);
        if (x.Count == 0) return;

        // Channels first in double, so that a group is one run.
        int[] order = [0, channelAxis, .. Enumerable.Range(1, x.Rank - 1).Where(i => i != channelAxis)];
        var rows = WorkingFloat.Open(ReductionPlan.Moved(x, order), DType.F64);
        int plane = (int)Strides.Count(rows.Dims[2..]);
        new NormalizeRows
        {
            Length = channels / (int)Groups * plane,
            Epsilon = Epsilon,
            Scale = WorkingFloat.Open(ctx.Input(1), DType.F64),
            Bias = WorkingFloat.Open(ctx.Input(2), DType.F64),
            Run = plane,
        }.Apply(rows, rows, ctx.Threads);
        if (Activation == 1)
            foreach (ref double v in rows.Span<double>()) v /= 1 + Math.Exp(-v);
        var back = new int[x.Rank];
        for (int i = 0; i < order.Length; i++) back[order[i]] = i;
        WorkingFloat.Close(ReductionPlan.Moved(rows, back), y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(10);
}
