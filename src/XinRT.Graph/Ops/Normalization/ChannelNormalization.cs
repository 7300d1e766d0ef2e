using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Normalization of groups of channels of <c>[N, C, …]</c>, with one factor and summand per channel: instance
/// normalization has a group per channel.</summary>
internal static class ChannelNormalization
{
    /// <summary>Output 0 has the type of input 0; scale and bias must have one value per channel.</summary>
    public static void Infer(InferContext ctx, long groups)
    {
        var x = ctx.Input(0);
        ctx.Output(0, x);
        if (x.Shape is not { } shape) return;
        if (shape.Rank < 2) throw ctx.Error($"the input must have a channel axis, but its rank is {shape.Rank}").AsShapeError();
        if (!shape[1].IsConstant) return;
        long channels = shape[1].Value;
        if (groups > 0 && channels % groups != 0)
            throw ctx.Error($"{groups} groups do not divide {channels} channels").AsShapeError();
        for (int i = 1; i <= 2; i++)
            if (ctx.InputShape(i) is { } f && f.Count.IsConstant && f.Count.Value != channels)
                throw ctx.Error($"input {i} must have {channels} values, one per channel, but it has {f.Count}").AsShapeError();
    }

    /// <summary>Normalizes each group; 0 groups means one per channel.</summary>
    public static void Evaluate(EvalContext ctx, long groups, double epsilon)
    {
        Tensor x = ctx.Input(0), scale = ctx.Input(1), bias = ctx.Input(2);
        if (x.Rank < 2) throw ctx.Error($"the input must have a channel axis, but its rank is {x.Rank}").AsRunError();
        long channels = x.Dims[1];
        if (groups == 0) groups = channels;
        if (groups < 0 || (groups > 0 && channels % groups != 0))
            throw ctx.Error($"{groups} groups do not divide {channels} channels").AsRunError();
        if (scale.Count != channels || bias.Count != channels)
            throw ctx.Error($"scale and bias must have {channels} values, but they have {scale.Count} and {bias.Count}").AsRunError();
        var y = ctx.Output(0, x.DType, x.Dims);
        if (x.Count == 0) return;
        var working = WorkingFloat.For(x.DType);
        var target = WorkingFloat.Target(y, working);
        int plane = (int)Strides.Count(x.Dims[2..]);
        new NormalizeRows
        {
            Length = (int)(channels / groups) * plane,
            Epsilon = epsilon,
            Scale = WorkingFloat.Open(scale, working),
            Bias = WorkingFloat.Open(bias, working),
            Run = plane,
        }.Apply(WorkingFloat.Open(x, working), target, ctx.Threads);
        WorkingFloat.Close(target, y);
    }
}
