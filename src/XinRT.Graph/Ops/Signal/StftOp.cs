using System.Numerics;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Fourier transforms of frames that slide over a signal <c>[batch, length, 1 or 2]</c>. Inputs: signal, frame step,
/// window, frame length; the length of the frames comes from one of the last two.</summary>
[OnnxOperator("STFT", Since = 17)]
public sealed record StftOp(bool Onesided = true) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        Dim? frame = ctx.Has(3) ? ctx.Data(3) is { Count: > 0 } f ? f[0] : null : ctx.Has(2) && ctx.InputShape(2) is { Rank: 1 } w ? w[0] : null;
        Dim? step = ctx.Data(1) is { Count: > 0 } s ? s[0] : null;
        if (step is { IsConstant: true } known && known.Value < 1)
            throw ctx.Error($"frame_step must be positive, but it is {known.Value}").AsShapeError();
        Dim batch = x.Shape is { Rank: 3 } ? x.Shape[0] : ctx.NewDim();
        Dim frames = x.Shape is { Rank: 3 } && frame is { } length && step is { } by ? Dim.FloorDiv(x.Shape[1] - length, by) + 1 : ctx.NewDim();
        Dim bins = frame is { } n ? (Onesided ? Dim.FloorDiv(n, 2) + 1 : n) : ctx.NewDim();
        ctx.Output(0, x.DType, Shape.Of([batch, frames, bins, 2]));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        double[]? window = ctx.OptionalInput(2)?.ToDoubles();
        long step = ctx.Input(1).ToInt64s()[0], given = ctx.OptionalInput(3)?.ToInt64s()[0] ?? window?.Length ?? 0;
        if (x.Rank is not (2 or 3) || (x.Rank == 3 && x.Dims[2] is not (1 or 2)))
            throw ctx.Error("the signal must be [batch, length, 1 or 2]").AsRunError();
        if (step < 1 || given < 1 || given > x.Dims[1])
            throw ctx.Error($"frame_step must be positive and the frame from 1 to {x.Dims[1]} long, but they are {step} and {given}").AsRunError();
        if (window is not null && window.Length != given)
            throw ctx.Error($"the window must have the frame's {given} elements, but it has {window.Length}").AsRunError();
        int parts = x.Rank == 3 ? (int)x.Dims[2] : 1, length = (int)given;
        if (Onesided && parts == 2) throw ctx.Error("a one-sided transform takes a real signal, but this one is complex").AsRunError();
        int samples = (int)x.Dims[1], frames = (int)((samples - length) / step + 1), bins = Onesided ? length / 2 + 1 : length;
        var y = ctx.Output(0, x.DType, x.Dims[0], frames, bins, 2);
        double[] src = x.ToDoubles(), dst = new double[y.Count];
        var transform = new Fourier(length, false);
        ParallelRange.For(ctx.Threads, (int)x.Dims[0] * frames, Math.Max(1, 4096 / length), (from, to) =>
        {
            var frame = new Complex[length];
            for (int f = from; f < to; f++)
            {
                int start = (int)((f / frames * samples + f % frames * step) * parts);
                for (int i = 0; i < length; i++)
                {
                    int at = start + i * parts;
                    frame[i] = new Complex(src[at], parts == 2 ? src[at + 1] : 0) * (window?[i] ?? 1);
                }
                transform.Run(frame);
                for (int i = 0; i < bins; i++)
                    (dst[(f * bins + i) * 2], dst[(f * bins + i) * 2 + 1]) = (frame[i].Real, frame[i].Imaginary);
            }
        });
        ElementConverter.Write(dst, y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(5 * Math.Log2(Math.Max(2, ctx.Output(0).ElementAtOrDefault(2))));
}
