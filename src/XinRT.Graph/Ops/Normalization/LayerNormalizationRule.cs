using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Shapes and factors of the normalizations over all axes from one on.</summary>
internal static class LayerNormalizationRule
{
    /// <summary>Gives the output the shape of input 0, and the statistics outputs that shape with ones from the axis
    /// on.</summary>
    public static void Infer(InferContext ctx, long axis, DType dtype, DType stash, params ReadOnlySpan<int> statistics)
    {
        var x = ctx.Input(0);
        ctx.Output(0, dtype, x.Shape);
        Shape? reduced = null;
        if (x.Shape is { } shape)
        {
            int from = ctx.Axis(axis, shape.Rank);
            var dims = shape.Dims.ToArray();
            dims.AsSpan(from).Fill(1);
            reduced = Shape.Of(dims.AsSpan());
        }
        foreach (int output in statistics) ctx.Output(output, stash, reduced);
    }

    /// <summary>Normalizes <paramref name="x"/> from an axis on and sets output 0 and the statistics.</summary>
    public static void Evaluate(EvalContext ctx, Tensor x, int axis, Tensor? scale, Tensor? bias, double epsilon, bool center,
        DType dtype, DType stash, int meanOutput, int inverseOutput)
    {
        var y = ctx.Output(0, dtype, x.Dims);
        var working = WorkingFloat.For(x.DType);
        long[] reduced = x.Dims.ToArray();
        reduced.AsSpan(axis).Fill(1);
        int rows = (int)Strides.Count(reduced);
        var loop = new NormalizeRows
        {
            Length = (int)Strides.Count(x.Dims[axis..]),
            Epsilon = epsilon,
            Center = center,
            Scale = Factors(ctx, scale, x, axis, working),
            Bias = Factors(ctx, bias, x, axis, working),
            Means = meanOutput >= 0 && ctx.Wants(meanOutput) ? new double[rows] : null,
            InverseDeviations = inverseOutput >= 0 && ctx.Wants(inverseOutput) ? new double[rows] : null,
        };
        var target = WorkingFloat.Target(y, working);
        loop.Apply(WorkingFloat.Open(x, working), target, ctx.Threads);
        WorkingFloat.Close(target, y);
        if (loop.Means is { } means) ElementConverter.Write(means, ctx.Output(meanOutput, stash, reduced));
        if (loop.InverseDeviations is { } inverse) ElementConverter.Write(inverse, ctx.Output(inverseOutput, stash, reduced));
    }

    // One factor per element of a row where all rows share them, else per element of the tensor.
    private static Tensor? Factors(EvalContext ctx, Tensor? factors, Tensor x, int axis, DType working)
    {
        if (factors is null) return null;
        if (Strides.BroadcastDims(factors.Dims, x.Dims) is not { } joint || !joint.AsSpan().SequenceEqual(x.Dims))
        {
            throw ctx.Error($"the factors must broadcast to [{string.Join(',', x.Dims.ToArray())}], " +
                $"but they are [{string.Join(',', factors.Dims.ToArray())}]").AsRunError();
        }
        long[] strides = Strides.Broadcast(factors.Dims, x.Dims);
        bool shared = true;
        for (int i = 0; i < axis; i++) shared &= strides[i] == 0 || x.Dims[i] == 1;
        int from = shared ? axis : 0;
        var opened = WorkingFloat.Open(factors, working);
        var dims = x.Dims[from..];
        if (opened.Count == Strides.Count(dims)) return opened;
        var spread = Tensor.Zeros(working, dims);
        StridedCopy.Run(opened, 0, strides.AsSpan(from), spread, 0, Strides.Of(dims), dims);
        return spread;
    }
}
