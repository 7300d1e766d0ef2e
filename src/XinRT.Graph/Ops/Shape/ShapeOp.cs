using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>The sizes of the axes from <c>start</c> up to <c>end</c>, as i64.</summary>
[OnnxOperator("Shape")]
public sealed record ShapeOp(long Start = 0, long? End = null) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        if (ctx.InputShape(0) is not { } shape)
        {
            ctx.Output(0, DType.I64, Start == 0 && End is null ? ctx.NewShape(1) : Shape.Of([ctx.NewDim()]));
            return;
        }
        var (from, count) = Range(shape.Rank);
        ctx.Output(0, DType.I64, Shape.Of([(Dim)count]));
        ctx.OutputData(0, shape.Dims.Slice(from, count).ToArray());
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var dims = ctx.Input(0).Dims;
        var (from, count) = Range(dims.Length);
        dims.Slice(from, count).CopyTo(ctx.Output(0, DType.I64, count).Span<long>());
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => default;

    // Both ends clamp to the rank, as in slicing.
    private (int From, int Count) Range(int rank)
    {
        int from = Clamp(Start, rank), to = Clamp(End ?? rank, rank);
        return (from, Math.Max(0, to - from));
    }

    private static int Clamp(long at, int rank) => (int)Math.Clamp(at < 0 ? at + rank : at, 0, rank);
}
