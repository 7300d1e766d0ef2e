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
        float overlap = (float)(First(ctx.OptionalInput(3)) ?? 0);
        double? least = First(ctx.OptionalInput(4));
        float[] corners = Corners(boxes);
        double[] all = scores.ToDoubles();
        int count = (int)boxes.Dims[1], classes = (int)scores.Dims[1];
        var rows = new List<long>();
        for (int task = 0; task < boxes.Dims[0] * classes; task++)
        {
            ctx.ThrowIfCancelled();
            var (batch, own) = (task / classes, all.AsMemory(task * count, count));
            var kept = new List<Memory<float>>();
            // Earlier ones come first among equals, and NaN last.
            foreach (int box in Enumerable.Range(0, count).Where(i => least is null || own.Span[i] > least).OrderByDescending(i => own.Span[i]))
            {
                if (kept.Count >= most) break;
                var candidate = corners.AsMemory((batch * count + box) * 4, 4);
                if (kept.Exists(k => Overlaps(candidate.Span, k.Span, overlap))) continue;
                kept.Add(candidate);
                rows.AddRange([batch, task % classes, box]);
            }
        }
        rows.CopyTo(ctx.Output(0, DType.I64, rows.Count / 3, 3).Span<long>());
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => new(16 * ctx.InputCount(1), ctx.Bytes);

    private static double? First(Tensor? scalar) => scalar is { Count: > 0 } ? scalar.ToDoubles()[0] : null;

    // As (y1, x1, y2, x2) with the smaller values first.
    private float[] Corners(Tensor boxes)
    {
        float[] b = Array.ConvertAll(boxes.ToDoubles(), x => (float)x);
        for (int i = 0; i < b.Length; i += 4)
        {
            if (CenterPointBox)
                (b[i], b[i + 1], b[i + 2], b[i + 3]) = (b[i + 1] - b[i + 3] / 2, b[i] - b[i + 2] / 2, b[i + 1] + b[i + 3] / 2, b[i] + b[i + 2] / 2);
            if (b[i] > b[i + 2]) (b[i], b[i + 2]) = (b[i + 2], b[i]);
            if (b[i + 1] > b[i + 3]) (b[i + 1], b[i + 3]) = (b[i + 3], b[i + 1]);
        }
        return b;
    }

    // Common area over joint area, in float32; boxes without area, or with a NaN, overlap nothing.
    private static bool Overlaps(ReadOnlySpan<float> a, ReadOnlySpan<float> b, float limit)
    {
        float height = MathF.Min(a[2], b[2]) - MathF.Max(a[0], b[0]), width = MathF.Min(a[3], b[3]) - MathF.Max(a[1], b[1]);
        if (!(height > 0 && width > 0)) return false;
        float common = height * width, areaOfA = (a[2] - a[0]) * (a[3] - a[1]), areaOfB = (b[2] - b[0]) * (b[3] - b[1]);
        return common > 0 && areaOfA > 0 && areaOfB > 0 && common / (areaOfA + areaOfB - common) > limit;
    }
}
