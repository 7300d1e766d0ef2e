using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Distance of every row of A to every row of B.</summary>
[OnnxOperator("CDist", Domain = "com.microsoft")]
public sealed record CDistOp(string Metric = "sqeuclidean") : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, DType.F32, DType.F64);
        ctx.Require(1, ctx.InputDType(0));
        if (Metric is not ("sqeuclidean" or "euclidean"))
            throw ctx.Error($"'metric' must be sqeuclidean or euclidean, but it is '{Metric}'").AsShapeError();
        Shape? a = ctx.InputShape(0), b = ctx.InputShape(1);
        if (a is { Rank: not 2 } || b is { Rank: not 2 })
            throw ctx.Error($"A and B must have 2 axes, but they have {a?.Rank} and {b?.Rank}").AsShapeError();
        ctx.Output(0, ctx.InputDType(0), [a is null ? ctx.NewDim() : a[0], b is null ? ctx.NewDim() : b[0]]);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        Tensor a = ctx.Input(0), b = ctx.Input(1);
        if (a.Rank != 2 || b.Rank != 2 || a.Dims[1] != b.Dims[1])
            throw ctx.Error("A and B must have 2 axes and equally long rows").AsRunError();
        int m = (int)a.Dims[0], n = (int)b.Dims[0], k = (int)a.Dims[1];
        double[] left = a.ToDoubles(), right = b.ToDoubles(), result = new double[m * n];
        // Differences first: |a|² + |b|² − 2ab would cancel for near points.
        ParallelRange.For(ctx.Threads, m, 1 + (1 << 15) / (n * k + 1), (from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    double sum = k == 0 ? 0 : System.Numerics.Tensors.TensorPrimitives.Distance<double>(left.AsSpan(i * k, k), right.AsSpan(j * k, k));
                    result[i * n + j] = Metric == "euclidean" ? sum : sum * sum;
                }
            }
        });
        ElementConverter.Write(result, ctx.Output(0, a.DType, m, n));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(3.0 * (ctx.Input(0) is [_, var k] ? k : 1));
}
