using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Inverse of the square matrices in the last two axes. A singular matrix gives infinities or NaN.</summary>
[OnnxOperator("Inverse", Domain = "com.microsoft")]
public sealed record InverseOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, DType.F32, DType.F64, DType.F16);
        if (ctx.InputShape(0) is { } x && (x.Rank < 2 || (x[-1].IsConstant && x[-2].IsConstant && x[-1] != x[-2])))
            throw ctx.Error($"the last two axes must be square, but X is [{x}]").AsShapeError();
        ctx.Output(0, ctx.Input(0));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        if (x.Rank < 2 || x.Dims[^1] != x.Dims[^2]) throw ctx.Error("the last two axes must be square").AsRunError();
        int n = (int)x.Dims[^1], matrix = n * n;
        double[] work = x.ToDoubles(), result = new double[work.Length];
        ParallelRange.For(ctx.Threads, matrix == 0 ? 0 : work.Length / matrix, 1 + (1 << 15) / (matrix * n + 1), (from, to) =>
        {
            for (int i = from; i < to; i++) Invert(work.AsSpan(i * matrix, matrix), result.AsSpan(i * matrix, matrix), n);
        });
        ElementConverter.Write(result, ctx.Output(0, x.DType, x.Dims));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(2.0 * (ctx.Input(0) is [.., var n] ? n : 1));

    // Gauss-Jordan elimination with row pivots.
    private static void Invert(Span<double> a, Span<double> inverse, int n)
    {
        for (int i = 0; i < n; i++) inverse[i * n + i] = 1;
        for (int column = 0; column < n; column++)
        {
            int pivot = column;
            for (int row = column + 1; row < n; row++)
                if (Math.Abs(a[row * n + column]) > Math.Abs(a[pivot * n + column])) pivot = row;
            for (int i = 0; i < n && pivot != column; i++)
            {
                (a[pivot * n + i], a[column * n + i]) = (a[column * n + i], a[pivot * n + i]);
                (inverse[pivot * n + i], inverse[column * n + i]) = (inverse[column * n + i], inverse[pivot * n + i]);
            }
            double scale = 1 / a[column * n + column];
            for (int i = 0; i < n; i++)
            {
                a[column * n + i] *= scale;
                inverse[column * n + i] *= scale;
            }
            for (int row = 0; row < n; row++)
            {
                double factor = a[row * n + column];
                if (row == column || factor == 0) continue;
                for (int i = 0; i < n; i++)
                {
                    a[row * n + i] -= factor * a[column * n + i];
                    inverse[row * n + i] -= factor * inverse[column * n + i];
                }
            }
        }
    }
}
