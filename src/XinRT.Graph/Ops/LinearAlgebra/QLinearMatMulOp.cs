using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Product of quantized matrices, quantized again. Inputs: A, its scale and zero point, B likewise, then scale and
/// zero point of the result. Parameters are scalars, or per row of A and Y and per column of B.</summary>
[OnnxOperator("QLinearMatMul", Since = 10)]
public sealed record QLinearMatMulOp : Operator
{
    private static readonly DType[] Types =
        [DType.U8, DType.I8, DType.F8E4M3FN, DType.F8E4M3FNUZ, DType.F8E5M2, DType.F8E5M2FNUZ];

    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, Types);
        ctx.Require(3, Types);
        ctx.Require(7, Types);
        foreach (int scale in (ReadOnlySpan<int>)[1, 4, 6]) ctx.Require(scale, DType.F32, DType.F16, DType.BF16);
        ctx.Output(0, ctx.InputDType(7), MatMulShape.Infer(ctx, 0, 3));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        Tensor a = ctx.Input(0), b = ctx.Input(3);
        var y = ctx.Output(0, ctx.Input(7).DType, MatMulShape.Resolve(ctx, a, b));
        var plan = MatMulPlan.Of(a.Dims, b.Dims);
        // Without the axis that a vector operand adds, parameters per row or column have nothing to lie on.
        var scaleA = QuantizedMatrix.Spread(ctx.Input(1), QuantizedMatrix.RowDims(ctx.Input(1), a.Rank), y.Dims);
        var scaleB = QuantizedMatrix.Spread(ctx.Input(4), ctx.Input(4).Dims.ToArray(), y.Dims);
        var scaleY = QuantizedMatrix.Spread(ctx.Input(6), QuantizedMatrix.RowDims(ctx.Input(6), a.Rank), y.Dims);
        var zeroY = QuantizedMatrix.Spread(ctx.Input(7), QuantizedMatrix.RowDims(ctx.Input(7), a.Rank), y.Dims);
        var sums = Multiply(ctx.Threads, plan, a, ctx.Input(2), b, ctx.Input(5), y.Dims);
        bool integer = y.DType.IsInteger();
        ParallelRange.For(ctx.Threads, sums.Length, 1 << 14, (from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                double scaled = sums[i] * (At(scaleA, i) * At(scaleB, i) / At(scaleY, i));
                sums[i] = (integer ? Math.Round(scaled) : scaled) + At(zeroY, i);
            }
        });
        ElementConverter.Write(sums, y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => MatMulShape.Cost(ctx, 0);

    private static double At(double[] values, int index) => values[values.Length == 1 ? 0 : index];

    private static double[] Multiply(Workers threads, MatMulPlan plan, Tensor a, Tensor zeroA, Tensor b, Tensor zeroB, ReadOnlySpan<long> dims)
    {
        if (a.DType.IsInteger() && b.DType.IsInteger())
        {
            var sums = Tensor.Zeros(DType.I32, dims);
            MatMul.Run(threads, plan, QuantizedMatrix.Left(a, zeroA), QuantizedMatrix.Right(b, zeroB), sums);
            return sums.ToDoubles();
        }
        var product = Tensor.Zeros(DType.F64, dims);
        MatMul.Run(threads, plan, Shifted(a, zeroA, QuantizedMatrix.RowDims(zeroA, a.Rank)), Shifted(b, zeroB, zeroB.Dims.ToArray()), product);
        return product.ToDoubles();
    }

    private static Tensor Shifted(Tensor x, Tensor zero, long[] zeroDims)
    {
        double[] values = x.ToDoubles(), offsets = QuantizedMatrix.Spread(zero, zeroDims, x.Dims);
        for (int i = 0; i < values.Length; i++) values[i] -= At(offsets, i);
        return Tensor.FromDoubles(DType.F64, values, x.Dims);
    }
}
