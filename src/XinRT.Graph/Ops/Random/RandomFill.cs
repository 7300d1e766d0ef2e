using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>What the four random fills share: types, sizes, and the loop.</summary>
internal static class RandomFill
{
    private const int Block = 4096;

    /// <summary>Infers a fill of fixed sizes.</summary>
    public static void Infer(InferContext ctx, DType dtype, ValueArray<long> shape)
    {
        CheckFloat(ctx, dtype);
        if (shape.Any(d => d < 0)) throw ctx.Error($"all sizes must be 0 or more, but they are {shape}").AsShapeError();
        ctx.Output(0, dtype, Shape.Of(shape.Span));
    }

    /// <summary>Infers a fill as large as the input.</summary>
    public static void InferLike(InferContext ctx, DType? dtype)
    {
        CheckFloat(ctx, dtype ?? ctx.InputDType(0));
        ctx.Output(0, dtype ?? ctx.InputDType(0), ctx.InputShape(0));
    }

    /// <summary>Fills with uniform numbers from [low, high).</summary>
    public static void Uniform(EvalContext ctx, Tensor y, float? seed, float low, float high)
    {
        var random = RandomStream.For(ctx, seed);
        var block = new double[Math.Min(Block, y.Count)];
        for (int at = 0; at < y.Count; at += Block)
        {
            var part = block.AsSpan(0, Math.Min(Block, y.Count - at));
            for (int i = 0; i < part.Length; i++) part[i] = low + ((double)high - low) * random.NextUniform();
            Write(part, y, at);
        }
    }

    /// <summary>Fills with normal numbers.</summary>
    public static void Normal(EvalContext ctx, Tensor y, float? seed, float mean, float scale)
    {
        var random = RandomStream.For(ctx, seed);
        var block = new double[Math.Min(Block, y.Count)];
        for (int at = 0; at < y.Count; at += Block)
        {
            var part = block.AsSpan(0, Math.Min(Block, y.Count - at));
            for (int i = 0; i < part.Length; i++) part[i] = mean + scale * random.NextNormal();
            Write(part, y, at);
        }
    }

    private static void Write(ReadOnlySpan<double> part, Tensor y, int at)
    {
        int size = y.DType.SizeInBytes();
        ElementConverter.Write(part, new Tensor(y.DType, [part.Length], y.Bytes.Slice(at * size, part.Length * size)));
    }

    private static void CheckFloat(InferContext ctx, DType dtype)
    {
        if (dtype is not (DType.F32 or DType.F16 or DType.F64 or DType.BF16))
            throw ctx.Error($"random numbers must be f32, f64, f16 or bf16, but {dtype.Name()} is asked").AsShapeError();
    }
}
