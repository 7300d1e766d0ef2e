using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Class with the largest linear score. With one row of coefficients and two labels, the score's sign decides and the
/// scores become <c>[1 - s, s]</c>.</summary>
[OnnxOperator("LinearClassifier", Domain = "ai.onnx.ml")]
public sealed record LinearClassifierOp(ValueArray<float> Coefficients, ValueArray<float> Intercepts = default,
    ValueArray<long>? ClasslabelsInts = null, ValueArray<string>? ClasslabelsStrings = null, long MultiClass = 0,
    string PostTransform = "NONE") : Operator
{
    private ClassLabels Labels => new(ClasslabelsStrings, ClasslabelsInts);

    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        Rows.Check(ctx, PostTransform);
        if (Labels.Count == 0) throw ctx.Error("class labels are needed, but there are none").AsShapeError();
        if (Targets < 1 || Coefficients.Count % Targets != 0 || (Targets != Labels.Count && !(Targets == 1 && Labels.Count == 2)))
        {
            throw ctx.Error($"{Labels.Count} classes need as many rows of coefficients, but there are {Coefficients.Count} coefficients"
                + $" and {Intercepts.Count} intercepts").AsShapeError();
        }
        var rows = Rows.Count(ctx);
        ctx.Output(0, Labels.DType, Shape.Of([rows]));
        ctx.Output(1, DType.F32, Shape.Of([rows, Labels.Count]));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (rows, columns) = Rows.Size(ctx);
        int targets = Targets, classes = Labels.Count;
        Rows.CheckColumns(ctx, Coefficients.Count / targets, columns);
        double[] scores = LinearScores.Compute(ctx.Input(0).ToDoubles(), rows, columns, Coefficients.Span, Intercepts.Span, targets);
        var chosen = new int[rows];
        bool binary = targets == 1 && classes == 2;
        var both = new double[rows * classes];
        for (int r = 0; r < rows; r++)
        {
            var row = scores.AsSpan(r * targets, targets);
            chosen[r] = binary ? (row[0] > 0 ? 1 : 0) : ClassLabels.Largest(row);
            var written = both.AsSpan(r * classes, classes);
            if (binary)
            {
                // Only a logistic score is transformed first; probit needs both probabilities.
                if (PostTransform == "LOGISTIC") ScoreTransform.Apply(PostTransform, row);
                (written[0], written[1]) = (1 - row[0], row[0]);
                if (PostTransform == "PROBIT") ScoreTransform.Apply(PostTransform, written);
                continue;
            }
            ScoreTransform.Apply(PostTransform, row);
            row.CopyTo(written);
        }
        Labels.Write(ctx, 0, chosen);
        if (ctx.Wants(1)) ElementConverter.Write(both, ctx.Output(1, DType.F32, rows, classes));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => new(2 * ctx.OutputCount(0) * Coefficients.Count, ctx.Bytes);

    // Intercepts tell how many rows of coefficients there are; without them it is one per class.
    private int Targets => Intercepts.Count > 0 ? Intercepts.Count : Labels.Count;
}
