using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Draws class numbers per row, with replacement, from unnormalized log probabilities <c>[batch, classes]</c>.</summary>
[OnnxOperator("Multinomial", Since = 7)]
public sealed record MultinomialOp(DType Dtype = DType.I32, long SampleSize = 1, float? Seed = null) : Operator
{
    /// <inheritdoc/>
    public override bool IsDeterministic => false;

    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, DType.F32, DType.F64, DType.F16, DType.BF16);
        if (Dtype is not (DType.I32 or DType.I64)) throw ctx.Error($"dtype must be i32 or i64, but it is {Dtype.Name()}").AsShapeError();
        if (SampleSize < 0) throw ctx.Error($"sample_size must be 0 or more, but it is {SampleSize}").AsShapeError();
        if (ctx.InputShape(0) is { Rank: not 2 } shape) throw ctx.Error($"the input must be [batch,classes], but it is [{shape}]").AsShapeError();
        ctx.Output(0, Dtype, Shape.Of([ctx.InputShape(0)?[0] ?? ctx.NewDim(), SampleSize]));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        if (x.Rank != 2) throw ctx.Error($"the input must be [batch,classes], but it is {x.Type}").AsRunError();
        int rows = (int)x.Dims[0], classes = (int)x.Dims[1];
        var y = ctx.Output(0, Dtype, rows, SampleSize);
        if (y.Count == 0) return;
        if (classes == 0) throw ctx.Error("at least one class is needed, but there is none").AsRunError();
        double[] logits = x.ToDoubles();
        var random = RandomStream.For(ctx, Seed);
        var samples = new double[y.Count];
        var cumulative = new double[classes];
        for (int r = 0; r < rows; r++)
        {
            var row = logits.AsSpan(r * classes, classes);
            double max = double.NegativeInfinity, sum = 0;
            foreach (double v in row) max = Math.Max(max, v);
            for (int c = 0; c < classes; c++) cumulative[c] = sum += row[c] == max ? 1 : Math.Exp(row[c] - max);
            for (int s = 0; s < SampleSize; s++) samples[r * SampleSize + s] = Draw(cumulative, random.NextUniform() * sum);
        }
        ElementConverter.Write(samples, y);
    }

    // The first class whose cumulated weight is above the point; classes of weight 0 are never met.
    private static int Draw(double[] cumulative, double point)
    {
        int low = 0, high = cumulative.Length - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (cumulative[middle] > point) high = middle;
            else low = middle + 1;
        }
        return low;
    }
}
