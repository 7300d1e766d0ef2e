using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Determinants of the square matrices in the last two axes.</summary>
[OnnxOperator("Det", Since = 11)]
public sealed record DetOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (x.Shape is { } s && (s.Rank < 2 || (s[-1].IsConstant && s[-2].IsConstant && s[-1] != s[-2])))
            throw ctx.Error($"it takes square matrices, but the input is {x}").AsShapeError();
        ctx.Output(0, x.DType, x.Shape is null ? null : Shape.Of(x.Shape.Dims[..^2]));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        if (x.Rank < 2 || x.Dims[^1] != x.Dims[^2]) throw ctx.Error($"it takes square matrices, but the input is {x.Type}").AsRunError();
        int n = (int)x.Dims[^1];
        var y = ctx.Output(0, x.DType, x.Dims[..^2]);
        double[] src = x.ToDoubles(), dst = new double[y.Count];
        ParallelRange.For(ctx.Threads, dst.Length, 16, (from, to) =>
        {
            for (int i = from; i < to; i++) dst[i] = Determinant(src.AsSpan(i * n * n, n * n), n);
        });
        ElementConverter.Write(dst, y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(2.0 / 3 * Math.Pow(ctx.Input(0).LastOrDefault(1), 3));

    // Gaussian elimination with the largest pivot of each column; destroys the matrix.
    private static double Determinant(Span<double> a, int n)
    {
        double product = 1;
        for (int k = 0; k < n; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < n; i++)
                if (Math.Abs(a[i * n + k]) > Math.Abs(a[pivot * n + k])) pivot = i;
            if (a[pivot * n + k] == 0) return 0;
            if (pivot != k)
            {
                for (int j = 0; j < n; j++) (a[k * n + j], a[pivot * n + j]) = (a[pivot * n + j], a[k * n + j]);
                product = -product;
            }
            product *= a[k * n + k];
            for (int i = k + 1; i < n; i++)
            {
                double factor = a[i * n + k] / a[k * n + k];
                for (int j = k + 1; j < n; j++) a[i * n + j] -= factor * a[k * n + j];
            }
        }
        return product;
    }
}
