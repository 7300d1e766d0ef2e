using XinRT.Ir;

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
        double[] corners = Corners(boxes), score = scores.ToDoubles();
        var rows = new List<long>();
        int count = (int)boxes.Dims[1];
        for (int batch = 0; batch < boxes.Dims[0]; batch++)
        {
            var own = corners.AsSpan(batch * count * 4, count * 4);
            for (int c = 0; c < scores.Dims[1]; c++)
            {
                var s = score.AsSpan((int)(batch * scores.Dims[1] + c) * count, count).ToArray();
                var kept = new List<int>();
                foreach (int box in Enumerable.Range(0, count).Where(i => least is null || s[i] > least).OrderByDescending(i => s[i]))
                {
                    if (kept.Count >= most) break;
                    if (Overlaps(own, box, kept, overlap)) continue;
                    kept.Add(box);
                    rows.AddRange([batch, c, box]);
                }
            }
        }
        rows.ToArray().CopyTo(ctx.Output(0, DType.I64, rows.Count / 3, 3).Span<long>());
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => new(16 * ctx.InputCount(1), ctx.Bytes);

    private static double? First(Tensor? scalar) => scalar is { Count: > 0 } ? scalar.ToDoubles()[0] : null;

    // As (y1, x1, y2, x2) with the smaller values first.
    private double[] Corners(Tensor boxes)
    {
        double[] b = boxes.ToDoubles();
        for (int i = 0; i < b.Length; i += 4)
        {
            if (CenterPointBox)
                (b[i], b[i + 1], b[i + 2], b[i + 3]) = (b[i + 1] - b[i + 3] / 2, b[i] - b[i + 2] / 2, b[i + 1] + b[i + 3] / 2, b[i] + b[i + 2] / 2);
            if (b[i] > b[i + 2]) (b[i], b[i + 2]) = (b[i + 2], b[i]);
            if (b[i + 1] > b[i + 3]) (b[i + 1], b[i + 3]) = (b[i + 3], b[i + 1]);
        }
        return b;
    }

    private static bool Overlaps(ReadOnlySpan<double> boxes, int box, List<int> kept, double threshold)
    {
        var a = boxes.Slice(box * 4, 4);
        double area = (a[2] - a[0]) * (a[3] - a[1]);
        foreach (int other in kept)
        {
            var b = boxes.Slice(other * 4, 4);
            double height = Math.Min(a[2], b[2]) - Math.Max(a[0], b[0]), width = Math.Min(a[3], b[3]) - Math.Max(a[1], b[1]);
            if (height <= 0 || width <= 0) continue;
            double common = height * width, union = area + (b[2] - b[0]) * (b[3] - b[1]) - common;
            if (area > 0 && union > 0 && (float)(common / union) > (float)threshold) return true;
        }
        return false;
    }
}
