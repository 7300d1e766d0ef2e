using System.Numerics.Tensors;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Quantizes to u8 with scale and zero point from the operand's own range, which is widened to hold 0. Outputs: the
/// codes, the scale, the zero point.</summary>
[OnnxOperator("DynamicQuantizeLinear", Since = 11)]
public sealed record DynamicQuantizeLinearOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, DType.F32, DType.Undefined);
        ctx.Output(0, DType.U8, ctx.InputShape(0));
        ctx.Output(1, DType.F32, Shape.Scalar);
        ctx.Output(2, DType.U8, Shape.Scalar);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        ReadOnlySpan<float> values = x.Span<float>();
        float low = values.IsEmpty ? 0 : MathF.Min(0, TensorPrimitives.Min(values));
        float high = values.IsEmpty ? 0 : MathF.Max(0, TensorPrimitives.Max(values));
        var scale = ctx.Output(1, DType.F32);
        var zero = ctx.Output(2, DType.U8);
        scale.Span<float>()[0] = (high - low) / 255;
        // All zeros give the scale 0 and so a quotient that is not a number; its code is 0.
        zero.Span<byte>()[0] = byte.CreateSaturating(MathF.Round(Math.Clamp(0 - low / scale.Span<float>()[0], 0, 255), MidpointRounding.ToEven));
        var grid = QuantizationGrid.Make(x.Dims, [], 0, 0, out _)!;
        Quantization.Quantize(x, scale, zero, ctx.Output(0, DType.U8, x.Dims), grid, DType.F32, true, ctx.Threads);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(6);
}
