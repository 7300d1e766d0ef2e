using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>Scale and zero point of a tensor quantized as a whole, read from two inputs of a node.</summary>
public readonly record struct QuantizedScalar(double Scale, double Zero)
{
    /// <summary>Reads the inputs; an absent zero point is 0.</summary>
    public static QuantizedScalar Of(EvalContext ctx, int scale, int zero)
    {
        double value = ctx.Input(scale) is { Count: 1 } s ? s.ToDoubles()[0]
            : throw ctx.Error($"input {scale} must be one scale, but it has {ctx.Input(scale).Count}").AsRunError();
        return new(value, ctx.OptionalInput(zero) is { Count: > 0 } z ? z.ToDoubles()[0] : 0);
    }

    /// <summary>The real values of a quantized tensor, as floats.</summary>
    public Tensor Dequantize(Tensor quantized)
    {
        var result = Tensor.Zeros(DType.F32, quantized.Dims);
        double[] values = quantized.ToDoubles();
        var dst = result.Span<float>();
        for (int i = 0; i < values.Length; i++) dst[i] = (float)((values[i] - Zero) * Scale);
        return result;
    }

    /// <summary>Quantizes floats into an integer tensor: to nearest even, saturating.</summary>
    public void Quantize(Tensor real, Tensor quantized)
    {
        double[] values = real.ToDoubles();
        for (int i = 0; i < values.Length; i++) values[i] = Math.Round((float)values[i] / (float)Scale, MidpointRounding.ToEven) + Zero;
        ElementConverter.Write(values, quantized);
    }
}
