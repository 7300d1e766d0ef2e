using System.Numerics;
using System.Numerics.Tensors;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Local response normalization: <c>y = x / (bias + alpha/size · Σ x²)^beta</c>, summed over neighbor channels.</summary>
[OnnxOperator("LRN")]
public sealed record LrnOp(long Size, float Alpha = 0.0001f, float Beta = 0.75f, float Bias = 1) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        if (Size < 1) throw ctx.Error($"size must be positive, but it is {Size}").AsShapeError();
        ctx.Output(0, ctx.Input(0));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        if (x.Rank < 2 || Size < 1) throw ctx.Error($"it takes an input of 2 axes or more and a positive size, but size is {Size}").AsRunError();
        var y = ctx.Output(0, x.DType, x.Dims);
        if (Widening.WorkType(x.DType) == DType.F32) Normalize<float>(x, y, ctx.Threads);
        else Normalize<double>(x, y, ctx.Threads);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(2 * Size + 12);

    private void Normalize<T>(Tensor x, Tensor y, Workers threads) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var source = Widening.Load(x);
        var target = Widening.Target(y, source.DType);
        int channels = (int)x.Dims[1], plane = (int)Strides.Count(x.Dims[2..]), images = (int)x.Dims[0];
        long before = (Size - 1) / 2, after = Size / 2;
        ParallelRange.For(threads, images * channels, Math.Max(1, 8192 / Math.Max(1, plane)), (from, to) =>
        {
            var sum = new T[plane];
            for (int p = from; p < to; p++)
            {
                int c = p % channels, image = p - c;
                Array.Clear(sum);
                for (long k = Math.Max(0, c - before); k <= Math.Min(channels - 1, c + after); k++)
                {
                    var other = source.Span<T>().Slice((image + (int)k) * plane, plane);
                    TensorPrimitives.MultiplyAdd(other, other, sum, sum);
                }
                TensorPrimitives.Multiply(sum, T.CreateTruncating((double)Alpha / Size), sum);
                TensorPrimitives.Add(sum, T.CreateTruncating(Bias), sum);
                TensorPrimitives.Pow(sum, T.CreateTruncating(Beta), sum);
                TensorPrimitives.Divide(source.Span<T>().Slice(p * plane, plane), sum, target.Span<T>().Slice(p * plane, plane));
            }
        });
        Widening.Store(target, y);
    }
}
