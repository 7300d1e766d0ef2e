using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>The same bits read as another type of equal width.</summary>
[OnnxOperator("BitCast", Since = 26)]
public sealed record BitCastOp(DType To) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (x.DType != DType.Undefined && Refusal(x.DType) is { } reason) throw ctx.Error(reason).AsShapeError();
        ctx.Output(0, To, x.Shape);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        if (Refusal(x.DType) is { } reason) throw ctx.Error(reason).AsRunError();
        if (!To.IsPacked())
        {
            ctx.SetOutput(0, x.Reinterpret(To));
            return;
        }
        // In memory a signed element below one byte is sign-extended, all others are zero-extended.
        var (src, dst) = (x.Bytes, ctx.Output(0, To, x.Dims).Bytes);
        int unused = 8 - To.BitWidth();
        for (int i = 0; i < src.Length; i++)
        {
            byte bits = (byte)(src.Span[i] << unused);
            dst.Span[i] = To.IsSignedInteger() ? (byte)((sbyte)bits >> unused) : (byte)(bits >> unused);
        }
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => To.IsPacked() ? ctx.Movement() : default;

    private string? Refusal(DType from) => from.BitWidth() == To.BitWidth() && To.BitWidth() > 0 ? null
        : $"both types must have the same width, but {from.Name()} has {from.BitWidth()} bits and {To.Name()} has {To.BitWidth()}";
}
