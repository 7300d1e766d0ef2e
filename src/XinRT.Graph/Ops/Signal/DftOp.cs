using System.Numerics;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Discrete Fourier transform along one axis of signals whose last axis holds the real, or the real and the imaginary
/// part. Inputs: signal, <c>dft_length</c>, axis (default -2). One-sided transforms take real signals to half spectra and,
/// inverse, half spectra to real signals.</summary>
[OnnxOperator("DFT", Since = 20)]
public sealed record DftOp(bool Inverse = false, bool Onesided = false) : Operator
{
    private const long Longest = 1 << 27;

    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (x.Shape is null || (ctx.Has(2) && ctx.ConstantInts(2) is null))
        {
            ctx.Output(0, x.DType, x.Shape is null ? null : ctx.NewShape(x.Shape.Rank));
            return;
        }
        if (x.Shape.Rank < 2) throw ctx.Error($"the signal must have 2 axes or more, but it has {x.Shape.Rank}").AsShapeError();
        int axis = ctx.Axis(ctx.Has(2) ? ctx.ConstantInts(2)![0] : -2, x.Shape.Rank);
        if (axis == x.Shape.Rank - 1) throw ctx.Error("the last axis holds real and imaginary part and cannot be transformed").AsShapeError();
        Dim size = x.Shape[axis];
        if (ctx.Has(1)) size = ctx.Data(1) is { Count: > 0 } given ? given[0] : ctx.NewDim();
        else if (Onesided && Inverse) size = (size - 1) * 2;
        if (Onesided && !Inverse) size = Dim.FloorDiv(size, 2) + 1;
        ctx.Output(0, x.DType, x.Shape.With(axis, size).With(-1, Onesided && Inverse ? 1 : 2));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        if (x.Rank < 2 || x.Dims[^1] is not (1 or 2)) throw ctx.Error("the signal must end in an axis of 1 or 2 elements").AsRunError();
        int axis = ctx.Axis(ctx.OptionalInput(2)?.ToInt64s()[0] ?? -2, x.Rank);
        if (axis == x.Rank - 1) throw ctx.Error("the last axis holds real and imaginary part and cannot be transformed").AsRunError();
        bool half = Onesided && Inverse;
        long length = ctx.OptionalInput(1)?.ToInt64s()[0] ?? (half ? (x.Dims[axis] - 1) * 2 : x.Dims[axis]);
        if (length is < 1 or > Longest) throw ctx.Error($"dft_length must be 1 to {Longest}, but it is {length}").AsRunError();
        if (Onesided && !Inverse && x.Dims[^1] == 2)
            throw ctx.Error("a one-sided transform takes a real signal, but this one is complex").AsRunError();

        long[] dims = x.Dims.ToArray();
        dims[axis] = Onesided && !Inverse ? length / 2 + 1 : length;
        dims[^1] = half ? 1 : 2;
        var y = ctx.Output(0, x.DType, dims);
        double[] src = x.ToDoubles(), dst = new double[y.Count];
        int parts = (int)x.Dims[^1], outParts = (int)dims[^1];
        int inner = (int)Strides.Count(x.Dims[(axis + 1)..^1]), outer = (int)Strides.Count(x.Dims[..axis]);
        int from = (int)x.Dims[axis], to = (int)dims[axis];
        var transform = new Fourier((int)length, Inverse);
        ParallelRange.For(ctx.Threads, outer * inner, Math.Max(1, 4096 / (int)length), (first, end) =>
        {
            var signal = new Complex[(int)length];
            for (int row = first; row < end; row++)
            {
                int start = (row / inner * from * inner + row % inner) * parts;
                for (int i = 0; i < signal.Length; i++)
                {
                    int at = start + i * inner * parts;
                    signal[i] = i >= from ? Complex.Zero : new(src[at], parts == 2 ? src[at + 1] : 0);
                }
                if (half) Mirror(signal);
                transform.Run(signal);
                start = (row / inner * to * inner + row % inner) * outParts;
                for (int i = 0; i < to; i++)
                {
                    dst[start + i * inner * outParts] = signal[i].Real;
                    if (outParts == 2) dst[start + i * inner * outParts + 1] = signal[i].Imaginary;
                }
            }
        });
        ElementConverter.Write(dst, y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(5 * Math.Log2(Math.Max(2, ctx.OutputCount(0))));

    // A real signal has a spectrum whose second half is the conjugate of the first.
    private static void Mirror(Complex[] spectrum)
    {
        for (int i = spectrum.Length / 2 + 1; i < spectrum.Length; i++)
            spectrum[i] = Complex.Conjugate(spectrum[spectrum.Length - i]);
    }
}
