using System.Numerics.Tensors;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>The sum that ONNX Runtime's fused skip normalizations normalize: input + skip + bias.</summary>
internal static class SkipNormalization
{
    /// <summary>Output 0 and the sum (output 3) have the type of input 0, the statistics have one value per row.</summary>
    public static void Infer(InferContext ctx)
    {
        LayerNormalizationRule.Infer(ctx, -1, ctx.InputDType(0), DType.F32, 1, 2);
        ctx.Output(3, ctx.Input(0));
    }

    /// <summary>Adds the skip (which may leave out the batch) and the bias, and sets output 3 if wanted.</summary>
    public static Tensor Sum(EvalContext ctx, Tensor? bias)
    {
        Tensor x = ctx.Input(0), skip = ctx.Input(1);
        if (x.Rank == 0 || skip.Count == 0 || x.Count % skip.Count != 0 || (bias is not null && bias.Count != x.Dims[^1]))
            throw ctx.Error($"the skip must have the sizes of the input, but the counts are {skip.Count} and {x.Count}").AsRunError();
        var working = WorkingFloat.For(x.DType);
        Tensor a = WorkingFloat.Open(x, working), b = WorkingFloat.Open(skip, working);
        var sum = Tensor.Zeros(working, x.Dims);
        var c = bias is null ? null : WorkingFloat.Open(bias, working);
        int width = (int)x.Dims[^1];
        ParallelRange.For(ctx.Threads, width == 0 ? 0 : x.Count / width, 1 + 16384 / Math.Max(1, width), (from, to) =>
        {
            for (int row = from; row < to; row++)
            {
                if (working == DType.F32) Add<float>(a, b, c, sum, row * width, width);
                else Add<double>(a, b, c, sum, row * width, width);
            }
        });
        if (ctx.Wants(3)) ElementConverter.Write(sum.ToDoubles(), ctx.Output(3, x.DType, x.Dims));
        return sum;
    }

    private static void Add<T>(Tensor a, Tensor b, Tensor? c, Tensor sum, int at, int count)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var row = sum.Span<T>().Slice(at, count);
        TensorPrimitives.Add(a.Span<T>().Slice(at, count), b.Span<T>().Slice(at % b.Count, count), row);
        if (c is not null) TensorPrimitives.Add(row, c.Span<T>(), row);
    }
}
