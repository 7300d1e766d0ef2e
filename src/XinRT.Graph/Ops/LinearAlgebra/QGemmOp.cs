using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Gemm over 8-bit matrices. Inputs: A, scale, zero point; B likewise, per column or one; a 32-bit C in units of
/// alpha · scale_a · scale_b; scale and zero point of Y. Without a scale of Y the result is f32.</summary>
[OnnxOperator("QGemm", Domain = "com.microsoft")]
public sealed record QGemmOp(
    float Alpha = 1, [OnnxName("transA")] bool TransA = false, [OnnxName("transB")] bool TransB = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, DType.U8, DType.I8);
        ctx.Require(3, DType.U8, DType.I8);
        Shape? a = ctx.InputShape(0), b = ctx.InputShape(3);
        if (a is { Rank: not 2 } || b is { Rank: not 2 })
            throw ctx.Error($"A and B must have 2 axes, but they have {a?.Rank} and {b?.Rank}").AsShapeError();
        Dim m = a is null ? ctx.NewDim() : a[TransA ? 1 : 0], n = b is null ? ctx.NewDim() : b[TransB ? 0 : 1];
        ctx.Output(0, ctx.Has(7) && ctx.Has(8) ? ctx.InputDType(8) : DType.F32, [m, n]);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        Tensor a = ctx.Input(0), b = ctx.Input(3);
        if (a.Rank != 2 || b.Rank != 2 || a.Dims[TransA ? 0 : 1] != b.Dims[TransB ? 1 : 0])
            throw ctx.Error("the columns of A must be the rows of B").AsRunError();
        long m = a.Dims[TransA ? 1 : 0], n = b.Dims[TransB ? 0 : 1];
        var sums = Tensor.Zeros(DType.I32, m, n);
        if (ctx.OptionalInput(6) is { } c)
        {
            if (Strides.BroadcastDims(c.Dims, sums.Dims) is not { } joint || !sums.Dims.SequenceEqual(joint))
                throw ctx.Error($"C does not broadcast to [{m},{n}]").AsRunError();
            StridedCopy.Run(c, 0, Strides.Broadcast(c.Dims, sums.Dims), sums, 0, Strides.Of(sums.Dims), sums.Dims);
        }
        MatMul.Run(ctx.Threads, MatMulPlan.Of(a.Dims, b.Dims, (TransA ? MatMulSwap.A : 0) | (TransB ? MatMulSwap.B : 0)),
            ZeroPoint.Remove(a, ctx.OptionalInput(2), []), ZeroPoint.RemoveAlong(b, ctx.OptionalInput(5), TransB ? 0 : 1), sums, 1, 1);

        double[] scaleB = ctx.Input(4).ToDoubles();
        if (scaleB.Length != 1 && scaleB.Length != n) throw ctx.Error($"B has {n} columns, but {scaleB.Length} scales").AsRunError();
        double[] factors = [.. scaleB.Select(s => Alpha * ctx.Input(1).ToDoubles()[0] * s)];
        if (ctx.Has(7) && ctx.Has(8))
        {
            double scale = ctx.Input(7).ToDoubles()[0];
            factors = [.. factors.Select(f => f / scale)];
            var y = ctx.Output(0, ctx.Input(8).DType, m, n);
            for (int row = 0; row < m; row++)
                Requantize.Line(sums.Span<int>().Slice(row * (int)n, (int)n), factors, ctx.Input(8).ToInt64s()[0], y, row * (int)n);
            return;
        }
        var dst = ctx.Output(0, DType.F32, m, n).Span<float>();
        var src = sums.Span<int>();
        for (int i = 0; i < dst.Length; i++) dst[i] = (float)(src[i] * factors[factors.Length == 1 ? 0 : i % (int)n]);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx)
    {
        long[] a = ctx.Input(0);
        return new(2 * ctx.OutputCount(0) * (a.Length == 2 ? a[TransA ? 0 : 1] : 1), ctx.Bytes);
    }
}
