using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Keeps the best boxes of every class and drops those that overlap a better one by more than a threshold. Output:
/// rows of (batch, class, box).</summary>
[OnnxOperator("NonMaxSuppression", Since = 10)]
public sealed record NonMaxSuppressionOp(bool CenterPointBox = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => ctx.Output(0, DType.I64, Shape.Of([ctx.NewDim(), 3]));

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (boxes, scores) = (ctx.Input(0), ctx.Input(1));
        if (boxes.Rank != 3 || scores.Rank != 3 || boxes.Dims[2] != 4 || boxes.Dims[0] != scores.Dims[0] || boxes.Dims[1] != scores.Dims[2])
            throw ctx.Error("it takes boxes [batch,n,4] and scores [batch,classes,n]").AsRunError();
        long most = First(ctx.OptionalInput(2)) is { } m ? long.CreateSaturating(m) : 0;
        double overlap = First(ctx.OptionalInput(3)) ?? 0;
        double? least = First(ctx.OptionalInput(4));
        using var corners = new Rented<double>(boxes.Count);
        Corners(boxes, corners.Span);
        int count = (int)boxes.Dims[1];
        using var order = new BoxOrder(count);
        using var kept = new KeptBoxes(count);
        using var rows = new RentedList<long>();
        for (int batch = 0; batch < boxes.Dims[0]; batch++)
        {
            var own = corners.Memory.Slice(batch * count * 4, count * 4);
            for (int c = 0; c < scores.Dims[1]; c++)
            {
                ctx.ThrowIfCancelled();
                kept.Start(own);
                foreach (int box in order.Sort(scores, (batch * scores.Dims[1] + c) * count, least))
                {
                    if (kept.Count >= most) break;
                    if (kept.AnyOverlaps(box, overlap)) continue;
                    kept.Add(box);
                    rows.Add([batch, c, box]);
                }
            }
        }
        rows.Span.CopyTo(ctx.Output(0, DType.I64, rows.Span.Length / 3, 3).Span<long>());
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => new(16 * ctx.InputCount(1), ctx.Bytes);

    private static double? First(Tensor? scalar) => scalar is { Count: > 0 } ? scalar.ToDoubles()[0] : null;

    // As (y1, x1, y2, x2) with the smaller values first.
    private void Corners(Tensor boxes, Span<double> b)
    {
        ElementConverter.Read(boxes, b);
        for (int i = 0; i < b.Length; i += 4)
        {
            if (CenterPointBox)
                (b[i], b[i + 1], b[i + 2], b[i + 3]) = (b[i + 1] - b[i + 3] / 2, b[i] - b[i + 2] / 2, b[i + 1] + b[i + 3] / 2, b[i] + b[i + 2] / 2);
            if (b[i] > b[i + 2]) (b[i], b[i + 2]) = (b[i + 2], b[i]);
            if (b[i + 1] > b[i + 3]) (b[i + 1], b[i + 3]) = (b[i + 3], b[i + 1]);
        }
    }
}
