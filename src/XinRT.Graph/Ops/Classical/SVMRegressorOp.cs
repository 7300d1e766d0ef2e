using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Support vector regression: <c>Σ coefficient · kernel(x, support vector) + rho</c>. Without support vectors the
/// coefficients are a linear model; <c>one_class</c> gives only the sign.</summary>
[OnnxOperator("SVMRegressor", Domain = "ai.onnx.ml")]
public sealed record SVMRegressorOp(ValueArray<float> Coefficients = default, ValueArray<float> KernelParams = default,
    string KernelType = "LINEAR", long NSupports = 0, bool OneClass = false, string PostTransform = "NONE", ValueArray<float> Rho = default,
    ValueArray<float> SupportVectors = default) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        Rows.Check(ctx, PostTransform);
        if (!Reference.SupportVectors.Kernels.Contains(KernelType))
            throw ctx.Error($"kernel_type must be {string.Join(", ", Reference.SupportVectors.Kernels)}, but it is {KernelType}").AsShapeError();
        if (Rho.Count < 1) throw ctx.Error("rho must have a number, but it has none").AsShapeError();
        if (NSupports < 0 || (NSupports > 0 && (SupportVectors.Count % NSupports != 0 || Coefficients.Count < NSupports)))
        {
            throw ctx.Error($"{NSupports} support vectors need a coefficient each and vectors of one length,"
                + $" but there are {Coefficients.Count} coefficients and {SupportVectors.Count} numbers in vectors").AsShapeError();
        }
        ctx.Output(0, DType.F32, Shape.Of([Rows.Count(ctx), 1]));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (rows, columns) = Rows.Size(ctx);
        Rows.CheckColumns(ctx, (int)(NSupports > 0 ? SupportVectors.Count / NSupports : Coefficients.Count), columns);
        double[] x = ctx.Input(0).ToDoubles();
        var y = new double[rows];
        ParallelRange.For(ctx.Threads, rows, 16, (from, to) =>
        {
            var kernel = new SupportVectors(NSupports > 0 ? KernelType : "LINEAR", KernelParams.ToArray());
            for (int r = from; r < to; r++)
            {
                var row = x.AsSpan(r * columns, columns);
                double sum = Rho[0];
                if (NSupports == 0) sum += kernel.Kernel(row, Coefficients.Span);
                for (int s = 0; s < NSupports; s++) sum += Coefficients[s] * kernel.Kernel(row, SupportVectors.Span.Slice(s * columns, columns));
                if (OneClass) sum = sum > 0 ? 1 : -1;
                y[r] = sum;
                ScoreTransform.Apply(PostTransform, y.AsSpan(r, 1));
            }
        });
        ElementConverter.Write(y, ctx.Output(0, DType.F32, rows, 1));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(3.0 * Math.Max(SupportVectors.Count, Coefficients.Count));
}
