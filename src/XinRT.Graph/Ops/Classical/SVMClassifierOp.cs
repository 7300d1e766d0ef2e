using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Support vector classification. With support vectors each pair of classes votes, and <c>prob_a</c>, <c>prob_b</c> turn
/// the pairwise margins into probabilities; without them each class has a linear score.</summary>
/// <remarks>Coefficients are <c>[classes - 1, vectors]</c> as in libsvm: row <c>j - 1</c> holds those of the vectors of class i
/// against class j above it, row <c>i</c> those of class j against class i below it.</remarks>
[OnnxOperator("SVMClassifier", Domain = "ai.onnx.ml")]
public sealed record SVMClassifierOp(ValueArray<float> Coefficients, ValueArray<long>? ClasslabelsInts = null,
    ValueArray<string>? ClasslabelsStrings = null, ValueArray<float> KernelParams = default, string KernelType = "LINEAR",
    string PostTransform = "NONE", ValueArray<float> ProbA = default, ValueArray<float> ProbB = default, ValueArray<float> Rho = default,
    ValueArray<float> SupportVectors = default, ValueArray<long> VectorsPerClass = default) : Operator
{
    private ClassLabels Labels => new(ClasslabelsStrings, ClasslabelsInts);

    private int Vectors => (int)VectorsPerClass.Sum();

    private int Classes => Vectors > 0 ? VectorsPerClass.Count : Labels.Count;

    private int Pairs => Classes * (Classes - 1) / 2;

    private bool GivesProbabilities => Vectors > 0 && !ProbA.IsEmpty;

    private int Width => SpreadsOne ? 2 : Vectors == 0 || GivesProbabilities ? Classes : Pairs;

    // A single score becomes two where the model separates two classes.
    private bool SpreadsOne => Rho.Count == 1 && !GivesProbabilities && (Vectors > 0 ? Pairs == 1 : Classes == 1);

    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        Rows.Check(ctx, PostTransform);
        if (!Reference.SupportVectors.Kernels.Contains(KernelType))
            throw ctx.Error($"kernel_type must be {string.Join(", ", Reference.SupportVectors.Kernels)}, but it is {KernelType}").AsShapeError();
        if (Problem() is { } problem) throw ctx.Error(problem).AsShapeError();
        var rows = Rows.Count(ctx);
        ctx.Output(0, Labels.DType, Shape.Of([rows]));
        ctx.Output(1, DType.F32, Shape.Of([rows, Width]));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (rows, columns) = Rows.Size(ctx);
        Rows.CheckColumns(ctx, Vectors > 0 ? SupportVectors.Count / Vectors : Coefficients.Count / Classes, columns);
        double[] x = ctx.Input(0).ToDoubles();
        int width = Width;
        var labels = new int[rows];
        var y = new double[rows * width];
        ParallelRange.For(ctx.Threads, rows, 16, (from, to) =>
        {
            var kernel = new SupportVectors(Vectors > 0 ? KernelType : "LINEAR", KernelParams.ToArray());
            for (int r = from; r < to; r++)
            {
                double[] scores = Classify(kernel, x.AsSpan(r * columns, columns), out labels[r]);
                scores.CopyTo(y, r * width);
            }
        });
        Labels.Write(ctx, 0, labels);
        if (ctx.Wants(1)) ElementConverter.Write(y, ctx.Output(1, DType.F32, rows, width));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) =>
        new(3.0 * ctx.OutputCount(0) * Math.Max(SupportVectors.Count, Coefficients.Count), ctx.Bytes);

    private double[] Classify(SupportVectors kernel, ReadOnlySpan<double> row, out int label)
    {
        double[] scores;
        if (Vectors == 0)
        {
            scores = new double[Classes];
            for (int c = 0; c < scores.Length; c++)
                scores[c] = kernel.Kernel(row, Coefficients.Span.Slice(c * row.Length, row.Length)) + Rho[Rho.Count == Classes ? c : 0];
            label = ClassLabels.Largest(scores);
        }
        else
        {
            scores = Margins(kernel, row, out double[] votes);
            if (GivesProbabilities) scores = PairwiseCoupling.Solve(Probabilities(scores));
            // Votes decide even where probabilities are given, as in libsvm's own prediction.
            label = ClassLabels.Largest(votes);
        }
        if (SpreadsOne)
        {
            if (Classes == 1) label = scores[0] > 0 && Labels.Count > 1 ? 1 : 0;
            // The margin is that of class 0 against class 1; the written pair has the margin of each class.
            return BinaryScores.Spread(scores[0], PostTransform != "NONE" && PostTransform != "LOGISTIC", PostTransform);
        }
        ScoreTransform.Apply(PostTransform, scores);
        return scores;
    }

    private double[] Margins(SupportVectors kernel, ReadOnlySpan<double> row, out double[] votes)
    {
        int vectors = Vectors, at = 0;
        var values = new double[vectors];
        for (int v = 0; v < vectors; v++) values[v] = kernel.Kernel(row, SupportVectors.Span.Slice(v * row.Length, row.Length));
        var starts = new int[Classes + 1];
        for (int c = 0; c < Classes; c++) starts[c + 1] = starts[c] + (int)VectorsPerClass[c];
        votes = new double[Classes];
        var margins = new double[Pairs];
        for (int i = 0; i < Classes; i++)
            for (int j = i + 1; j < Classes; j++, at++)
            {
                double sum = Rho[at];
                for (int v = starts[i]; v < starts[i + 1]; v++) sum += values[v] * Coefficients[(j - 1) * vectors + v];
                for (int v = starts[j]; v < starts[j + 1]; v++) sum += values[v] * Coefficients[i * vectors + v];
                margins[at] = sum;
                votes[sum > 0 ? i : j]++;
            }
        return margins;
    }

    // Platt's sigmoid per pair, kept away from 0 and 1 so that the coupling stays solvable.
    private double[,] Probabilities(double[] margins)
    {
        var pairs = new double[Classes, Classes];
        int at = 0;
        for (int i = 0; i < Classes; i++)
            for (int j = i + 1; j < Classes; j++, at++)
            {
                double p = Math.Clamp(1 / (1 + Math.Exp(margins[at] * ProbA[at] + ProbB[at])), 1e-7, 1 - 1e-7);
                (pairs[i, j], pairs[j, i]) = (p, 1 - p);
            }
        return pairs;
    }

    private string? Problem()
    {
        if (VectorsPerClass.Any(n => n is < 0 or > int.MaxValue / 4) || VectorsPerClass.Sum() > int.MaxValue / 4)
            return $"vectors_per_class must be counts, but they are {VectorsPerClass}";
        if (Classes < 1 || Labels.Count < Classes) return $"{Classes} classes need a label each, but there are {Labels.Count} labels";
        if (Classes > 10000) return $"there may be 10000 classes, but there are {Classes}";
        if (Vectors == 0)
        {
            return Rho.Count < 1 || Coefficients.Count % Classes != 0
                ? $"{Classes} classes need rho and as many rows of coefficients, but there are {Rho.Count} and {Coefficients.Count} numbers" : null;
        }
        if (SupportVectors.Count % Vectors != 0 || Coefficients.Count < (long)(Classes - 1) * Vectors)
            return $"{Vectors} support vectors of {Classes} classes do not agree with {SupportVectors.Count} numbers in vectors and {Coefficients.Count} coefficients";
        if (Rho.Count < Pairs) return $"{Pairs} pairs of classes need a number in rho each, but there are {Rho.Count}";
        return GivesProbabilities && (ProbA.Count < Pairs || ProbB.Count < Pairs)
            ? $"{Pairs} pairs of classes need numbers in prob_a and prob_b each, but there are {ProbA.Count} and {ProbB.Count}" : null;
    }
}
